package local;

import execution.aws.AuditProperties;
import execution.aws.AwsResources;
import execution.aws.ServiceProperties;
import execution.catalogue.TaskFile;
import execution.runner.ecs.EcsProperties;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.regions.Region;

/** The names of what the platform offers. */
public final class Names {

    public static final Region REGION = Region.EU_WEST_1;
    public static final String ACCOUNT = "000000000000";
    public static final String ACCESS_KEY = "local";
    public static final String SECRET_KEY = "local-secret";

    public static final String EXECUTIONS_TABLE = "executions";
    public static final String ASSETS_TABLE = "assets";
    public static final String AUDIT_TABLE = "executions-audit";

    public static final String TRIGGER_QUEUE = "executions-trigger";
    public static final String TASK_STATE_QUEUE = "executions-task-state";
    public static final String RESULTS_QUEUE = "executions-results";
    public static final String LAMBDA_RESULTS_QUEUE = "executions-lambda-results";
    public static final String FLEET_QUEUE = "executions-fleet";
    public static final String WAKE_UP_QUEUE = "executions-wake-up";
    public static final String DEAD_LETTERS = "-dlq";

    public static final String INPUT_BUCKET = "executions-input";
    public static final String RESULTS_BUCKET = "executions-results";
    public static final String DEAD_LETTERS_BUCKET = "executions-dead-letters";
    public static final String SAMPLE_KEY = "demo/sample.jar";
    public static final String BROKEN_KEY = "demo/broken.jar";
    public static final String SARIF_KEY = "demo/sample.sarif";

    public static final String EVENTS_TOPIC = "executions.events";
    public static final String RESULTS_TOPIC = "executions.results";
    public static final String DOCUMENTS_TOPIC = "executions.documents";

    public static final String CLUSTER = "executions";
    public static final String SUBNET = "subnet-local";
    public static final String SECURITY_GROUP = "sg-local";
    public static final String ANALYSIS_FAMILY = "static-code-analysis-java";
    public static final String INSTANT_FAMILY = "instant";
    public static final String INSTANT_IMAGE = "local/instant";
    public static final String WRAPPER_IMAGE = "local/twrap";

    public static final String DEMO_TENANT = "demo";
    public static final String DEMO_ASSET = "81282625-8050-4305-8655-4f8fbc357921";

    /** The settings by which a service learns these names. It learns nothing else from them. */
    static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("execution.table", EXECUTIONS_TABLE),
            Map.entry("execution.assets-table", ASSETS_TABLE),
            Map.entry("execution.gateway.audit-table", AUDIT_TABLE),
            Map.entry("execution.queues.trigger", TRIGGER_QUEUE),
            Map.entry("execution.queues.trigger-dead-letter", TRIGGER_QUEUE + DEAD_LETTERS),
            Map.entry("execution.queues.task-state", TASK_STATE_QUEUE),
            Map.entry("execution.queues.task-state-dead-letter", TASK_STATE_QUEUE + DEAD_LETTERS),
            Map.entry("execution.queues.results", RESULTS_QUEUE),
            Map.entry("execution.queues.results-dead-letter", RESULTS_QUEUE + DEAD_LETTERS),
            Map.entry("execution.queues.lambda-results", LAMBDA_RESULTS_QUEUE),
            Map.entry("execution.queues.lambda-results-dead-letter", LAMBDA_RESULTS_QUEUE + DEAD_LETTERS),
            Map.entry("execution.queues.fleet", FLEET_QUEUE),
            Map.entry("execution.queues.fleet-dead-letter", FLEET_QUEUE + DEAD_LETTERS),
            Map.entry("execution.queues.wake-up", WAKE_UP_QUEUE),
            Map.entry("execution.buckets.input", INPUT_BUCKET),
            Map.entry("execution.buckets.results", RESULTS_BUCKET),
            Map.entry("execution.buckets.dead-letters", DEAD_LETTERS_BUCKET),
            Map.entry("execution.ecs.cluster", CLUSTER));

    /** What a service with these settings needs from AWS; the platform has exactly that. */
    public static final AwsResources RESOURCES = resources();

    private Names() {}

    /** The queue of a task whose file names one. */
    static AwsResources.Queue taskQueue(TaskFile.Queue queue) {
        return AwsResources.taskQueue(
                new Binder(new MapConfigurationPropertySource(SETTINGS))
                        .bindOrCreate("execution", ServiceProperties.class),
                queue);
    }

    private static AwsResources resources() {
        var settings = new Binder(new MapConfigurationPropertySource(SETTINGS));
        return AwsResources.of(
                settings.bindOrCreate("execution", ServiceProperties.class),
                settings.bindOrCreate("execution.ecs", EcsProperties.class),
                settings.bindOrCreate("execution.gateway", AuditProperties.class));
    }
}
