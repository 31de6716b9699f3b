package execution.aws;

/** Who may do something, by an IAM role or by a queue's own policy. */
public enum Role {
    /** The service itself. */
    SERVICE,
    /** What runs in a task's containers, the wrapper included. */
    TASK,
    /** ECS, while it starts a task's containers. */
    TASK_EXECUTION,
    /** The pipe from the table's stream to the queue of wake-ups. */
    PIPE,
    /** S3, by the policy of the queue, for the results bucket alone. */
    BUCKET,
    /** EventBridge, by the policy of the queue, for the rule alone. */
    RULE,
    /** Who sends job events. The tenant is in the event, so a sender speaks for every tenant. */
    SENDER
}
