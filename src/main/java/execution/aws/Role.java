package execution.aws;

/** Who is allowed to do something, either by an IAM role or by the policy of a queue. */
public enum Role {
    /** The service itself. */
    SERVICE,
    /** What runs in the containers of a task, the wrapper included. */
    TASK,
    /** ECS, while it starts the containers of a task. */
    TASK_EXECUTION,
    /** What runs in a function of the runner lambda; Lambda uses this role as well when it sends to the destination. */
    FUNCTION,
    /** A worker of the fleet. What it runs has the same role, and may need more. */
    WORKER,
    /** The load producer. */
    PRODUCER,
    /** The pipe from the table's stream to the queue of wake-ups. */
    PIPE,
    /** S3, by the policy of the queue, and only for the results bucket. */
    BUCKET,
    /** EventBridge, by the policy of the queue, and only for the rule of task states. */
    RULE,
    /** Whoever sends job events to the trigger queue. The tenant is in the event, so a sender can name any tenant. */
    SENDER
}
