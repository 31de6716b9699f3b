package execution.runner;

import execution.model.EndReason;
import execution.model.ReasonClass;

/** The platform refused and launched nothing. The message says why, in words for those who asked for the execution. */
public class LaunchRefusedException extends RuntimeException {

    private final transient EndReason why;
    private final boolean passing;

    /**
     * Refuses for good, so that the execution fails. Routes in YAML use this constructor.
     *
     * @param reason becomes the reason of the execution's end
     */
    public LaunchRefusedException(String reason) {
        this(reason, false);
    }

    /**
     * Refuses.
     *
     * @param reason why, in words for those who asked for the execution
     * @param passing whether another attempt may succeed later, for instance when there is no capacity; if not, the
     *     execution fails
     */
    public LaunchRefusedException(String reason, boolean passing) {
        this(reason(reason, passing), passing);
    }

    /**
     * Refuses for a reason of which more is known.
     *
     * @param why its text is in words for those who asked for the execution
     * @param passing whether another attempt may succeed later
     */
    public LaunchRefusedException(EndReason why, boolean passing) {
        super(why.text());
        this.why = why;
        this.passing = passing;
    }

    /** What passes is taken for a lack of room, and what does not for something that somebody has to change. */
    static EndReason reason(String words, boolean passing) {
        return EndReason.of(passing ? ReasonClass.CAPACITY : ReasonClass.UNUSABLE, words);
    }

    public EndReason why() {
        return why;
    }

    public boolean isPassing() {
        return passing;
    }
}
