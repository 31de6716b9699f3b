/**
 * A local ECS: speaks the wire protocol of Amazon ECS for tasks, runs each container as a local process and reports
 * state changes the way EventBridge does. It knows nothing of queues, buckets or the service: events go to a
 * {@link java.util.function.Consumer}, containers to a {@link local.ecs.ContainerRuntime}.
 */
package local.ecs;
