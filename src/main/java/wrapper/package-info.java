/**
 * The wrapper around the command of a task: it runs inside the task's container, tells the service that the command
 * runs, fetches its input, runs it, sends its results and tells how it ended.
 *
 * <p>{@link wrapper.Wrapper} is the way in; {@link wrapper.RunRoutes} is the order of the steps, each of which is one
 * class here. It is plain Camel on a short class path, for a quick start, and uses {@link placeholder} and
 * {@link aws} and nothing else of the project.
 */
package wrapper;
