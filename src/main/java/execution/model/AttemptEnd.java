package execution.model;

/**
 * How an attempt ended, as the status change that ended it keeps it. The words for people are the reason of that
 * change.
 *
 * @param exitCode null where the job never ran to an end
 * @param reasonClass null of a success, and of ends that were stored before there were classes
 * @param task what the runner called the task; null if the attempt had none
 * @param remedy see {@link EndReason}
 * @param platform see {@link EndReason}
 * @param detail see {@link EndReason}
 */
public record AttemptEnd(
        Integer exitCode, ReasonClass reasonClass, String task, String remedy, String platform, String detail) {

    private static final int MAX_TASK = 200;
    private static final int MAX_REMEDY = 300;
    private static final int MAX_PLATFORM = 100;
    private static final int MAX_DETAIL = 500;

    /** Makes the end of an attempt; its texts are cut to their longest length. */
    static AttemptEnd of(Integer exitCode, String task, EndReason why) {
        return new AttemptEnd(
                exitCode,
                why.reasonClass(),
                Reasons.bounded(task, MAX_TASK),
                Reasons.bounded(why.remedy(), MAX_REMEDY),
                Reasons.bounded(Reasons.clean(why.platform()), MAX_PLATFORM),
                Reasons.bounded(Reasons.clean(why.detail()), MAX_DETAIL));
    }

    /** The same end without the texts that a long history has no room for. */
    AttemptEnd shortened() {
        return new AttemptEnd(exitCode, reasonClass, task, null, null, null);
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        return 100 + Weights.of(task) + Weights.of(remedy) + Weights.of(platform) + Weights.of(detail);
    }
}
