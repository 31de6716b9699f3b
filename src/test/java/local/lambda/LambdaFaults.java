package local.lambda;

import java.util.concurrent.atomic.AtomicInteger;

/** What goes wrong with the next calls of Invoke. A call that the SDK repeats counts again. */
public final class LambdaFaults {

    private final AtomicInteger throttled = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger lostAnswers = new AtomicInteger();
    private final AtomicInteger doubled = new AtomicInteger();
    private final AtomicInteger tooOld = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicInteger lostRecords = new AtomicInteger();
    private volatile Refusal refusal = new Refusal(0, 0, "");

    /** An error that is answered to a number of calls. */
    private record Refusal(int calls, int status, String code) {}

    /** Answers with TooManyRequestsException and takes nothing. */
    public void throttleNext(int calls) {
        throttled.set(calls);
    }

    /** Answers with ServiceException and takes nothing. The answer does not say that nothing was taken. */
    public void failNext(int calls) {
        failed.set(calls);
    }

    /** Answers with an error and takes nothing. */
    public synchronized void refuseNext(int calls, int status, String code) {
        refusal = new Refusal(calls, status, code);
    }

    /** Takes the event, and then closes the connection without an answer. */
    public void loseNextAnswers(int calls) {
        lostAnswers.set(calls);
    }

    /** Handles the next events twice at the same time, under the same request id. */
    public void doubleNext(int events) {
        doubled.set(events);
    }

    /** Lets the next events wait until they are too old, so that no function sees them. */
    public void letNextBecomeTooOld(int events) {
        tooOld.set(events);
    }

    /** Takes the next events and forgets them. */
    public void dropNext(int events) {
        dropped.set(events);
    }

    /** Sends no record of the next invocations that are over. */
    public void loseNextRecords(int records) {
        lostRecords.set(records);
    }

    /** Ends all faults. */
    public synchronized void clear() {
        for (var counter :
                new AtomicInteger[] {throttled, failed, lostAnswers, doubled, tooOld, dropped, lostRecords}) {
            counter.set(0);
        }
        refusal = new Refusal(0, 0, "");
    }

    void beforeInvoke() throws LambdaError {
        if (take(throttled)) {
            throw new LambdaError(429, "TooManyRequestsException");
        }
        if (take(failed)) {
            throw new LambdaError(500, "ServiceException");
        }
        refuse();
    }

    private synchronized void refuse() throws LambdaError {
        var now = refusal;
        if (now.calls() > 0) {
            refusal = new Refusal(now.calls() - 1, now.status(), now.code());
            throw new LambdaError(now.status(), now.code());
        }
    }

    boolean losesAnswer() {
        return take(lostAnswers);
    }

    boolean doubles() {
        return take(doubled);
    }

    boolean isTooOld() {
        return take(tooOld);
    }

    boolean drops() {
        return take(dropped);
    }

    boolean losesRecord() {
        return take(lostRecords);
    }

    private static boolean take(AtomicInteger left) {
        return left.getAndUpdate(now -> Math.max(0, now - 1)) > 0;
    }
}
