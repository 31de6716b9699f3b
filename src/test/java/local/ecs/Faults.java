package local.ecs;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** What can be made to go wrong. All of it may be set at any time, from any thread. */
public final class Faults {

    private final Predicate<String> kill;
    private final AtomicInteger throttled = new AtomicInteger();
    private final AtomicInteger throttledAsInvalid = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger refusedByFargate = new AtomicInteger();
    private final AtomicInteger failedStarts = new AtomicInteger();
    private final AtomicInteger lostAnswers = new AtomicInteger();
    private final AtomicInteger droppedEvents = new AtomicInteger();
    private volatile boolean duplicateEvents;
    private volatile boolean shuffleEvents;
    private volatile boolean listsLag;

    Faults(Predicate<String> kill) {
        this.kill = kill;
    }

    /** The next RunTask calls are answered with ThrottlingException. The SDK's own retries count too. */
    public void throttleNext(int calls) {
        throttled.set(calls);
    }

    /** The same told as InvalidParameterException with a text about the rate, which ECS does for Fargate launches. */
    public void throttleNextAsInvalidParameter(int calls) {
        throttledAsInvalid.set(calls);
    }

    /** The next RunTask calls are answered with status 500, and start nothing. The answer does not tell. */
    public void failNext(int calls) {
        failed.set(calls);
    }

    /** The next RunTask calls that would start something are answered with 200 and a failure {@code RESOURCE:CPU}. */
    public void refuseNextForCapacity(int calls) {
        refused.set(calls);
    }

    /** The same told as ClientException, {@code Capacity is unavailable at this time}. */
    public void refuseNextForFargateCapacity(int calls) {
        refusedByFargate.set(calls);
    }

    /** The next RunTask calls that succeed are acted on, and then the connection is closed without an answer. */
    public void loseNextAnswers(int calls) {
        lostAnswers.set(calls);
    }

    /** The next tasks get no network interface and stop before their containers start. */
    public void failNextStarts(int tasks) {
        failedStarts.set(tasks);
    }

    public void dropNextEvents(int events) {
        droppedEvents.set(events);
    }

    /** Every event is sent twice. */
    public void duplicateEvents(boolean on) {
        duplicateEvents = on;
    }

    /** Events are held back for a moment and sent in random order. */
    public void shuffleEvents(boolean on) {
        shuffleEvents = on;
    }

    /** ListTasks knows of no task yet. */
    public void lagLists(boolean on) {
        listsLag = on;
    }

    /** Ends the containers of a task as SIGKILL does. False where there is no such task that still runs. */
    public boolean killTask(String taskArn) {
        return kill.test(taskArn);
    }

    /** Everything works again. */
    public void clear() {
        for (var counter : new AtomicInteger[] {
            throttled, throttledAsInvalid, failed, refused, refusedByFargate, failedStarts, lostAnswers, droppedEvents
        }) {
            counter.set(0);
        }
        duplicateEvents = false;
        shuffleEvents = false;
        listsLag = false;
    }

    void beforeRunTask() {
        if (take(throttled)) {
            throw EcsException.of("ThrottlingException", "Rate exceeded");
        }
        if (take(throttledAsInvalid)) {
            throw EcsException.invalid("The rate of task launches is exceeded. Rate exceeded");
        }
        if (take(failed)) {
            throw new IllegalStateException("told to fail");
        }
    }

    boolean refusesTask() {
        if (take(refusedByFargate)) {
            throw EcsException.client("Capacity is unavailable at this time. Please try again later or in a different"
                    + " availability zone");
        }
        return take(refused);
    }

    boolean losesAnswer() {
        return take(lostAnswers);
    }

    boolean failsStart() {
        return take(failedStarts);
    }

    boolean dropsEvent() {
        return take(droppedEvents);
    }

    boolean lagsLists() {
        return listsLag;
    }

    boolean duplicatesEvents() {
        return duplicateEvents;
    }

    boolean shufflesEvents() {
        return shuffleEvents;
    }

    private static boolean take(AtomicInteger counter) {
        return counter.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
}
