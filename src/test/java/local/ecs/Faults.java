package local.ecs;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** What can be made to go wrong. All of it may be set at any time, from any thread. */
public final class Faults {

    /** How many kinds of faults a storm has for a RunTask call, for any other call about tasks, and for an event. */
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
    private volatile Storm storm = CALM;

    /** Strikes so many percent of all calls and events. */
    private record Storm(Random random, int percent) {

        /** Whether one kind of fault strikes; together the kinds strike in {@link #percent} of the cases. */
        private boolean strikes(int kinds) {
            return percent > 0 && random.nextDouble() < 1 - Math.pow(1 - percent / 100.0, 1.0 / kinds);
        }
    }

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

    /**
     * From now on so many percent of the calls about tasks are throttled, fail, are refused for lack of capacity or lose their
     * answer, and so many percent of the events are dropped, doubled or sent out of order.
     *
     * @param seed of the choice; the order of calls that come at the same time is left to chance
     * @param percent 0 to 100
     */
    public void storm(long seed, int percent) {
        storm = new Storm(new Random(seed), percent);
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

    /** Before any other call about tasks than RunTask. */
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
