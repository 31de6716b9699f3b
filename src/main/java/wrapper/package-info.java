/**
 * The wrapper around the command of a task: it runs inside the task's container, tells the service that the command
 * runs, fetches its input, performs the start actions, runs it, sends its results, tells how it ended and performs the
 * end actions.
 *
 * <p>{@link wrapper.Wrapper} is the way in; {@link wrapper.RunRoutes} is the order of the steps, each of which is one
 * class here; {@link wrapper.ActionRoutes} are the actions, each kind a route. It is plain Camel on a short class path,
 * for a quick start, and uses {@link placeholder} and {@link aws} and nothing else of the project.
 */
package wrapper;
