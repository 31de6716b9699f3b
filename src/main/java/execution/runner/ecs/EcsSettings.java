package execution.runner.ecs;

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

    private final EcsProperties ecs;

    EcsSettings(EcsProperties ecs) {
        this.ecs = ecs;
    }

    @Override
    public String runner() {
        return "ecs";
    }

    @Override
    public Map<String, String> forLaunch() {
        return new TreeMap<>(Map.of(
                CLUSTER, ecs.cluster(),
                SUBNETS, String.join(",", ecs.subnets()),
                SECURITY_GROUPS, String.join(",", ecs.securityGroups()),
                ASSIGN_PUBLIC_IP, ecs.assignPublicIp(),
                CAPACITY_PROVIDER, ecs.capacityProvider()));
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
