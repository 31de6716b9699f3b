package execution.runner.ecs;

import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What ECS says of a task, in an event or in an answer, and what that means for the service.
 *
 * @param lastStatus PENDING, RUNNING, STOPPED, …
 * @param stopCode why the task stopped, as a word; null while it has not
 * @param stoppedReason why the task stopped, as a text; null while it has not
 * @param capacityProvider what the task runs on, such as {@code FARGATE_SPOT}; null if it was launched without one
 */
record EcsTaskState(
        String lastStatus, String stopCode, String stoppedReason, String capacityProvider, List<Container> containers) {

    /** The capacity provider whose tasks run on capacity that ECS may take back. */
    static final String SPOT = "FARGATE_SPOT";

    private static final Container NONE = new Container(null, null, null);

    /**
     * A container of the task.
     *
     * @param exitCode null if the container never ran to an end
     */
    record Container(String name, Integer exitCode, String reason) {}

    /**
     * Gives the state of a task.
     *
     * @param startedBy the attempt's id, or whatever else started the task; null if nothing is known of that
     * @param occurredAt when ECS said so; null for an answer to a question
     */
    TaskState of(String taskArn, String startedBy, long version, Instant occurredAt) {
        String attemptId = startedBy == null ? "" : startedBy;
        return switch (String.valueOf(lastStatus)) {
            case "STOPPED" ->
                new TaskState(taskArn, attemptId, version, occurredAt, TaskPhase.STOPPED, end(NONE), parts(), detail());
            case "RUNNING" -> TaskState.of(taskArn, attemptId, version, occurredAt, TaskPhase.STARTED);
            default -> TaskState.of(taskArn, attemptId, version, occurredAt, TaskPhase.KNOWN);
        };
    }

    /** The launch says which container is the job; neither an event nor an answer of ECS does. */
    private Map<String, TaskEnd> parts() {
        return containers.stream()
                .filter(container -> container.name() != null)
                .collect(Collectors.toMap(Container::name, this::end, (first, second) -> first));
    }

    /** All that ECS said, for operators. */
    private String detail() {
        StringBuilder said = new StringBuilder(stopCode + " " + stoppedReason);
        containers.stream()
                .filter(container -> container.reason() != null)
                .forEach(container ->
                        said.append("; ").append(container.name()).append(": ").append(container.reason()));
        return said.toString();
    }

    private TaskEnd end(Container container) {
        return why(container).end(container.exitCode(), stopCode, texts());
    }

    private List<String> texts() {
        return Stream.concat(Stream.of(stoppedReason), containers.stream().map(Container::reason))
                .toList();
    }

    private EcsStopReason why(Container container) {
        if (container.exitCode() != null && "EssentialContainerExited".equals(stopCode)) {
            // The job ran to its end; what is said about other containers came of that.
            return EcsStopReason.OUT_OF_MEMORY.begins(container.reason())
                    ? EcsStopReason.OUT_OF_MEMORY
                    : EcsStopReason.EXITED;
        }
        if (container.exitCode() != null && container.exitCode() == 0 && "UserInitiated".equals(stopCode)) {
            // A command that ends itself with 0 when it is told to stop was stopped all the same.
            return EcsStopReason.STOPPED_BY_HAND;
        }
        EcsStopReason why = EcsStopReason.of(stopCode, texts());
        return why == EcsStopReason.CAPACITY && SPOT.equals(capacityProvider) ? EcsStopReason.SPOT_CAPACITY : why;
    }
}
