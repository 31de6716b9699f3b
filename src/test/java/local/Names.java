package local;

import java.util.List;
import software.amazon.awssdk.regions.Region;

/** The names of what the platform offers. */
public final class Names {

    public static final Region REGION = Region.EU_WEST_1;
    public static final String ACCOUNT = "000000000000";
    public static final String ACCESS_KEY = "local";
    public static final String SECRET_KEY = "local-secret";

    public static final String EXECUTIONS_TABLE = "executions";
    public static final String ASSETS_TABLE = "assets";

    public static final String TRIGGER_QUEUE = "executions-trigger";
    public static final String TASK_STATE_QUEUE = "executions-task-state";
    public static final String RESULTS_QUEUE = "executions-results";
    public static final String WAKE_UP_QUEUE = "executions-wake-up";
    public static final String DEAD_LETTERS = "-dlq";

    public static final String INPUT_BUCKET = "executions-input";
    public static final String RESULTS_BUCKET = "executions-results";
    public static final String SAMPLE_KEY = "demo/sample.jar";
    public static final String BROKEN_KEY = "demo/broken.jar";

    public static final String EVENTS_TOPIC = "executions.events";
    public static final String RESULTS_TOPIC = "executions.results";

    public static final String CLUSTER = "executions";
    public static final String SUBNET = "subnet-local";
    public static final String SECURITY_GROUP = "sg-local";
    public static final String ANALYSIS_FAMILY = "static-code-analysis-java";
    public static final String INSTANT_FAMILY = "instant";
    public static final String INSTANT_IMAGE = "local/instant";
    public static final String WRAPPER_IMAGE = "local/twrap";

    public static final String DEMO_TENANT = "demo";
    public static final String DEMO_ASSET = "81282625-8050-4305-8655-4f8fbc357921";

    static final List<String> QUEUES = List.of(TRIGGER_QUEUE, TASK_STATE_QUEUE, RESULTS_QUEUE, WAKE_UP_QUEUE);

    private Names() {}
}
