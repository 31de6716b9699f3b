package execution.runner;

/** What a runner answered when it was asked to launch an attempt or to find its task. */
public sealed interface LaunchAnswer {

    /** The attempt has this task. */
    record Launched(String reference) implements LaunchAnswer {}

    /** The runner knows no task of the attempt. */
    record Nothing() implements LaunchAnswer {}

    /**
     * A definite no: this call launched nothing.
     *
     * @param passing whether another attempt may succeed later
     */
    record Refused(String reason, boolean passing) implements LaunchAnswer {}

    /**
     * This call launched nothing because there were too many calls.
     *
     * @param unsent whether the runner was not even called, for want of budget
     */
    record NotNow(String why, boolean unsent) implements LaunchAnswer {}

    /** The call may have launched a task. */
    record Unclear(String why) implements LaunchAnswer {}
}
