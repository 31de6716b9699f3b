package execution.runner;

/**
 * The body of a message to {@code direct:launch-parts-<runner>}, which asks for several tasks that are all alike. The
 * answer is the list of the runner's names of the tasks, and may have fewer than were asked for.
 *
 * @param launch what each of the tasks is launched with
 * @param id names the launch; it is the same whenever the same launch is repeated, and by it the platform has to know
 *     the launch again. It begins with the attempt's id and a slash
 * @param count how many tasks are asked for, 1 to {@link #MOST}
 */
public record TasksRequest(LaunchRequest launch, String id, int count) {

    /** The most tasks of a launch. */
    public static final int MOST = 10;

    /** @throws IllegalArgumentException if there are too few or too many tasks */
    public TasksRequest {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("a launch has 1 to " + MOST + " tasks, not " + count);
        }
    }
}
