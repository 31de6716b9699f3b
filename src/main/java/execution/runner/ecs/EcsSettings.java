package execution.runner.ecs;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.Execution;
import execution.runner.RunnerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What the service has to know of the runner ecs. */
@Component
class EcsSettings implements RunnerSettings {

    static final String CLUSTER = "cluster";
    static final String SUBNETS = "subnets";
    static final String SECURITY_GROUPS = "security-groups";
    static final String ASSIGN_PUBLIC_IP = "assign-public-ip";
    static final String CAPACITY_PROVIDER = "capacity-provider";
    static final String FAMILY_PREFIX = "family-prefix";

    /**
     * Whether the job's image reads what RunTask does not take. Stored with each launch, because a launch that was
     * first made without an object has to be repeated without one.
     */
    static final String BY_REFERENCE = "by-reference";

    private final EcsProperties ecs;
    private final Catalogue catalogue;

    EcsSettings(EcsProperties ecs, Catalogue catalogue) {
        this.ecs = ecs;
        this.catalogue = catalogue;
    }

    @Override
    public String runner() {
        return "ecs";
    }

    @Override
    public Map<String, String> forLaunch() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                CLUSTER, ecs.cluster(),
                SUBNETS, String.join(",", ecs.subnets()),
                SECURITY_GROUPS, String.join(",", ecs.securityGroups()),
                ASSIGN_PUBLIC_IP, ecs.assignPublicIp(),
                CAPACITY_PROVIDER, ecs.capacityProvider(),
                BY_REFERENCE, "true"));
        // What is empty need not be in each row.
        if (!ecs.familyPrefix().isEmpty()) {
            settings.put(FAMILY_PREFIX, ecs.familyPrefix());
        }
        return settings;
    }

    /** On demand is the launch type {@code FARGATE}, which every cluster has, whichever capacity providers it has. */
    @Override
    public Map<String, String> onDemand(Map<String, String> stored) {
        if (!EcsTaskState.SPOT.equals(stored.get(CAPACITY_PROVIDER))) {
            return stored;
        }
        Map<String, String> settings = new TreeMap<>(stored);
        settings.put(CAPACITY_PROVIDER, "");
        return settings;
    }

    @Override
    public Map<String, String> forLaunch(Execution execution) {
        Map<String, String> labels =
                catalogue.find(execution.job().jobName()).map(TaskFile::labels).orElse(Map.of());
        Map<String, String> settings = forLaunch();
        settings.putAll(EcsTags.settings(execution, labels));
        return settings;
    }

    @Override
    public Duration sameTokenFor() {
        return ecs.sameTokenFor();
    }

    @Override
    public Duration listedWithin() {
        return ecs.listedWithin();
    }
}
