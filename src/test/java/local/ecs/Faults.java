package local.ecs;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The faults that a test can switch on. All of them may be set at any time and from any thread. */
public final class Faults {

    /** How many kinds of faults a storm has: for a RunTask call, for any other call about tasks, and for an event. */
    private static final int OF_RUN_TASK = 6;

    private static final int OF_OTHER_CALLS = 3;
    private static final int OF_EVENTS = 3;

    private static final Storm CALM = new Storm(new Random(0), 0);

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
    private volatile boolean resolvesRevisions;
    private volatile Storm storm = CALM;

    /** Makes a share of all calls and events go wrong. */
    private record Storm(Random random, int percent) {

        /** Tells whether one kind of fault happens. All kinds together happen in {@link #percent} of the cases. */
        private boolean strikes(int kinds) {
            return percent > 0 && random.nextDouble() < 1 - Math.pow(1 - percent / 100.0, 1.0 / kinds);
        }
    }

    Faults(Predicate<String> kill) {
        this.kill = kill;
    }

    /** Answers the next RunTask calls with ThrottlingException. Retries by the SDK count as calls. */
    public void throttleNext(int calls) {
        throttled.set(calls);
    }

    /**
     * Answers the next RunTask calls with InvalidParameterException and a text about the rate, as ECS does for Fargate
     * launches.
     */
    public void throttleNextAsInvalidParameter(int calls) {
        throttledAsInvalid.set(calls);
    }

    /**
     * Answers the next RunTask calls with status 500 and starts nothing. The answer does not say that nothing was
     * started.
     */
    public void failNext(int calls) {
        failed.set(calls);
    }

    /** Answers the next RunTask calls that would start a task with 200 and a failure {@code RESOURCE:CPU}. */
    public void refuseNextForCapacity(int calls) {
        refused.set(calls);
    }

    /**
     * Answers the next RunTask calls that would start a task with ClientException,
     * {@code Capacity is unavailable at this time}.
     */
    public void refuseNextForFargateCapacity(int calls) {
        refusedByFargate.set(calls);
    }

    /** Starts the tasks of the next successful RunTask calls, and then closes the connection without an answer. */
    public void loseNextAnswers(int calls) {
        lostAnswers.set(calls);
    }

    /** Gives the next tasks no network interface, so that they stop before their containers start. */
    public void failNextStarts(int tasks) {
        failedStarts.set(tasks);
    }

    public void dropNextEvents(int events) {
        droppedEvents.set(events);
    }

    /** Sends every event twice. */
    public void duplicateEvents(boolean on) {
        duplicateEvents = on;
    }

    /** Holds events back for a moment and sends them in random order. */
    public void shuffleEvents(boolean on) {
        shuffleEvents = on;
    }

    /** Lets ListTasks find no task. */
    public void lagLists(boolean on) {
        listsLag = on;
    }

    /**
     * Takes two RunTask calls with the same client token for different ones where the newest revision of the family is
     * another one by then. Whether ECS does so is not documented.
     */
    public void resolveRevisions(boolean on) {
        resolvesRevisions = on;
    }

    boolean resolvesRevisions() {
        return resolvesRevisions;
    }

    /**
     * Begins a storm. A share of the calls about tasks is throttled, fails, is refused for lack of capacity, or loses
     * its answer; the same share of the events is dropped, sent twice or sent out of order.
     *
     * @param seed the seed of the choice; the order of calls that come at the same time is still random
     * @param percent the share, 0 to 100
     */
    public void storm(long seed, int percent) {
        storm = new Storm(new Random(seed), percent);
    }

    /**
     * Kills the containers of a task as SIGKILL does.
     *
     * @return false if no such task runs
     */
    public boolean killTask(String taskArn) {
        return kill.test(taskArn);
    }

    /** Ends all faults. */
    public void clear() {
        for (var counter : new AtomicInteger[] {
            throttled, throttledAsInvalid, failed, refused, refusedByFargate, failedStarts, lostAnswers, droppedEvents
        }) {
            counter.set(0);
        }
        duplicateEvents = false;
        shuffleEvents = false;
        listsLag = false;
        resolvesRevisions = false;
        storm = CALM;
    }

    void beforeRunTask() {
        if (strikes(throttled, OF_RUN_TASK)) {
            throw throttling();
        }
        if (strikes(throttledAsInvalid, OF_RUN_TASK)) {
            throw EcsException.invalid("The rate of task launches is exceeded. Rate exceeded");
        }
        if (strikes(failed, OF_RUN_TASK)) {
            throw failure();
        }
    }

    boolean refusesTask() {
        if (strikes(refusedByFargate, OF_RUN_TASK)) {
            throw EcsException.client("Capacity is unavailable at this time. Please try again later or in a different"
                    + " availability zone");
        }
        return strikes(refused, OF_RUN_TASK);
    }

    boolean losesAnswer() {
        return strikes(lostAnswers, OF_RUN_TASK);
    }

    /** Is called before each call about tasks other than RunTask. */
    void beforeOtherCall() {
        if (storm.strikes(OF_OTHER_CALLS)) {
            throw throttling();
        }
        if (storm.strikes(OF_OTHER_CALLS)) {
            throw failure();
        }
    }

    boolean losesOtherAnswer() {
        return storm.strikes(OF_OTHER_CALLS);
    }

    boolean failsStart() {
        return take(failedStarts);
    }

    boolean dropsEvent() {
        return strikes(droppedEvents, OF_EVENTS);
    }

    boolean lagsLists() {
        return listsLag;
    }

    boolean duplicatesEvents() {
        return duplicateEvents || storm.strikes(OF_EVENTS);
    }

    boolean shufflesEvents() {
        return shuffleEvents || storm.strikes(OF_EVENTS);
    }

    private boolean strikes(AtomicInteger told, int kinds) {
        return take(told) || storm.strikes(kinds);
    }

    private static boolean take(AtomicInteger told) {
        return told.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static EcsException throttling() {
        return EcsException.of("ThrottlingException", "Rate exceeded");
    }

    private static EcsException failure() {
        return EcsException.of(EcsException.SERVER, "told to fail");
    }
}
