/**
 * The wrapper around the command of a task. The wrapper runs inside the task's container: it tells the service that the
 * command runs, fetches the command's input, performs the start actions, runs the command, sends its results, tells how
 * it ended and performs the end actions.
 *
 * <p>{@link wrapper.Wrapper} is where it starts, and {@link routes.wrap.RunRoutes} is the order of its steps, each of
 * which is one class in a room below. It is plain Camel on a short class path, because it must start quickly, and of
 * the rest of the project it uses only rooms of {@code shared}.
 */
package wrapper;
