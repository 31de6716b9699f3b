package local.ecs;

/** Where a task is in its life, in the order in which it gets there. */
public enum TaskStatus {
    PROVISIONING,
    PENDING,
    RUNNING,
    DEPROVISIONING,
    STOPPED
}
