package execution.runner;

import execution.model.EndReason;

/** What a runner answered when it was asked to launch an attempt or to find the attempt's task. */
public sealed interface LaunchAnswer {

    /**
     * The attempt has a task.
     *
     * @param reference the name that the platform has for the task
     */
    record Launched(String reference) implements LaunchAnswer {}

    /** The runner knows no task of the attempt. */
    record Nothing() implements LaunchAnswer {}

    /**
     * This call certainly launched nothing.
     *
     * @param why the reason, whose text is in words for those who asked for the execution
     * @param passing whether another attempt may succeed later
     */
    record Refused(EndReason why, boolean passing) implements LaunchAnswer {

        /** A refusal of which nothing but its words are known. */
        public Refused(String reason, boolean passing) {
            this(LaunchRefusedException.reason(reason, passing), passing);
        }

        public String reason() {
            return why.text();
        }
    }

    /**
     * This call launched nothing because there were too many calls.
     *
     * @param why what the runner said
     * @param unsent whether the platform was not even called, because the budget of calls was used up
     */
    record NotNow(String why, boolean unsent) implements LaunchAnswer {}

    /**
     * It is not known whether the call launched a task.
     *
     * @param why the failure
     */
    record Unclear(String why) implements LaunchAnswer {}
}
