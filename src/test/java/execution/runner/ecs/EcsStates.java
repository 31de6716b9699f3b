package execution.runner.ecs;

import execution.runner.TaskState;
import java.util.Arrays;

/** What the service makes of what ECS says of a task, for tests of the stages after that. */
public final class EcsStates {

    private EcsStates() {}

    /** What ECS says of one container. */
    public record Said(String name, Integer exitCode, String reason) {}

    public static Said container(String name, Integer exitCode, String reason) {
        return new Said(name, exitCode, reason);
    }

    /** Gives the state of a task that has stopped. */
    public static TaskState stopped(String stopCode, String stoppedReason, Said... containers) {
        return state("STOPPED", stopCode, stoppedReason, containers);
    }

    static TaskState state(String lastStatus, String stopCode, String stoppedReason, Said... containers) {
        return new EcsTaskState(
                        lastStatus,
                        stopCode,
                        stoppedReason,
                        null,
                        Arrays.stream(containers)
                                .map(said -> new EcsTaskState.Container(said.name(), said.exitCode(), said.reason()))
                                .toList())
                .of("arn", "attempt", 9, null);
    }
}
