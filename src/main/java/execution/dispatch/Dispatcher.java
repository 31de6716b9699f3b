package execution.dispatch;

import execution.application.Executions;
import execution.config.EcsProperties;
import execution.config.SweepProperties;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.Timestamps;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hands allocated executions to their runner by {@code direct:run-<job_runner>} and stores what came of it.
 *
 * <p>The row names the instance that launches the attempt; no other one calls the runner for it. Before each call that does not
 * come at once the row is read, and the call is made only if nothing has changed. As long as the runner was certainly not
 * called, a launch that cannot be made now is put off on the row, where it can be cancelled at once and where every instance
 * finds it again. After an unclear answer the same request is made again under the same token, and once that token can no longer
 * be trusted the runner's own list of tasks decides. A launch that stays unknown ends the execution and is never made twice.
 */
@Component
public class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Enough to use Fargate's burst of 100 launches while each call takes some 100 ms. */
    private static final int THREADS = 16;

    /** Launches in memory, some 10 KB each: those that wait for their call, and as many again that are put off. */
    private static final int MOST = 2_000;

    /** A launch that waited no longer than this for a thread is made without reading the row again. */
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    /** For how long a launch may wait in memory for the budget before it is put off on the row. */
    private static final Duration MOST_WAITING = Duration.ofSeconds(10);

    private static final Duration UNCLEAR_PAUSE = Duration.ofMillis(500);
    private static final Duration MOST_UNCLEAR_PAUSE = Duration.ofSeconds(30);

    private final Executions executions;
    private final RunnerRoutes runners;
    private final LaunchRecords records;
    private final AttemptLocks locks;
    private final TaskStops stops;
    private final EcsProperties ecs;
    private final Duration mostWaiting;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Set<String> putOff = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(THREADS, runnable -> {
        Thread thread = new Thread(runnable, "dispatch");
        thread.setDaemon(true);
        return thread;
    });

    Dispatcher(
            Executions executions,
            RunnerRoutes runners,
            LaunchRecords records,
            AttemptLocks locks,
            TaskStops stops,
            EcsProperties ecs,
            SweepProperties sweep) {
        this.executions = executions;
        this.runners = runners;
        this.records = records;
        this.locks = locks;
        this.stops = stops;
        this.ecs = ecs;
        // Put off well before another instance's sweep takes it for forgotten.
        this.mostWaiting = MOST_WAITING.compareTo(sweep.launch().dividedBy(3)) < 0
                ? MOST_WAITING
                : sweep.launch().dividedBy(3);
    }

    /**
     * A launch that this instance has in hand.
     *
     * @param launch null if it has to be read first
     * @param found whether the sweep found the row, so that the launch may have to be taken over
     * @param uncalled whether the runner was certainly not called for the attempt
     * @param since when it began to wait for its call
     * @param tries calls of this instance for the attempt
     */
    private record Launching(Execution row, Launch launch, boolean found, boolean uncalled, Instant since, int tries) {

        private Launching taken(Execution taken, Launch known, boolean certainly) {
            return new Launching(taken, known, false, certainly, since, tries);
        }

        private Launching again(boolean certainly) {
            return new Launching(row, launch, false, certainly, since, tries + 1);
        }

        private boolean isPutOff() {
            return row.notBefore() != null;
        }

        private boolean waitsLongerThan(Duration most) {
            return Timestamps.now().isAfter(since.plus(most));
        }
    }

    /** A launch and when to go on with it. */
    private record Next(Launching launching, Instant at) {

        /** It waits from then on. */
        private static Next putOff(Execution row, Launch launch) {
            return new Next(new Launching(row, launch, false, true, row.notBefore(), 0), row.notBefore());
        }
    }

    /**
     * Launches an attempt that the caller has just opened on the row; returns at once. Does nothing if another instance has
     * opened it.
     *
     * @param launch what it is launched with, or null to have it read
     */
    public void dispatch(Execution opened, Launch launch) {
        if (!records.isMine(opened) || opened.status() != ExecutionStatus.ALLOCATED) {
            return;
        }
        if (opened.notBefore() != null) {
            goOn(Next.putOff(opened, launch));
            return;
        }
        Launching launching = new Launching(opened, launch, false, true, Timestamps.now(), 0);
        if (underWay.size() < MOST) {
            goOn(new Next(launching, launching.since()));
        } else {
            LOG.debug("{} launches wait; {} is put off", MOST, opened.key());
            records.putOff(opened);
        }
    }

    /**
     * Looks after an execution under way without a known task, which the sweep found; returns at once. Its launch is taken over
     * if it is not in hand here. One whose task called back before the answer of its launch was stored is never launched
     * again: its task is looked for.
     */
    public void dispatch(Execution found) {
        if (found.attempt() > 0 && !putOff.contains(found.attemptId())) {
            goOn(new Next(new Launching(found, null, true, false, Timestamps.now(), 0), Timestamps.now()));
        }
    }

    private void goOn(Next next) {
        Launching launching = next.launching();
        String attempt = launching.row().attemptId();
        Set<String> place = launching.isPutOff() && !launching.found() ? putOff : underWay;
        if (place.size() >= MOST || !place.add(attempt)) {
            // Where there is no room, the sweep comes again.
            return;
        }
        try {
            long delay =
                    Math.max(0, Duration.between(Timestamps.now(), next.at()).toMillis());
            workers.schedule(() -> begin(launching, place), delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            place.remove(attempt);
            LOG.debug(
                    "Stopping; {} is launched after the next start",
                    launching.row().key());
        }
    }

    private void begin(Launching launching, Set<String> place) {
        String attempt = launching.row().attemptId();
        if (place == putOff) {
            // Under way first, so that the sweep finds it in hand all the time.
            boolean mine = underWay.add(attempt);
            putOff.remove(attempt);
            if (!mine) {
                return;
            }
        }
        Optional<Next> next = Optional.empty();
        try {
            next = proceed(launching);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The launch of {} could not be recorded; the sweep goes on with it: {}",
                    launching.row().key(),
                    e.toString());
        } finally {
            underWay.remove(attempt);
        }
        next.ifPresent(this::goOn);
    }

    /** What is to be done next, once this try is no longer under way. */
    private Optional<Next> proceed(Launching launching) {
        Execution meant = launching.row();
        Execution row = current(launching).orElse(null);
        if (row == null
                || row.attempt() != meant.attempt()
                || row.status().isTerminal()
                || row.taskReference() != null) {
            return Optional.empty();
        }
        if (row.status() != ExecutionStatus.ALLOCATED) {
            return withLaunch(launching.taken(row, launching.launch(), false)).flatMap(this::lookUp);
        }
        if (row.stop() != null) {
            return stopped(launching.taken(row, launching.launch(), launching.uncalled()));
        }
        if (row.notBefore() != null && row.notBefore().isAfter(Timestamps.now())) {
            return records.isMine(row) ? Optional.of(Next.putOff(row, launching.launch())) : Optional.empty();
        }
        if (row.notBefore() == null && records.isMine(row)) {
            return withLaunch(launching.taken(row, launching.launch(), launching.uncalled()))
                    .flatMap(this::launch);
        }
        if (row.notBefore() == null && !launching.found()) {
            LOG.info("Another instance has taken over the launch of {}", row.key());
            return Optional.empty();
        }
        if (row.notBefore() != null && launching.waitsLongerThan(mostWaiting) && records.isMine(row)) {
            return putOff(row, launching.launch());
        }
        return takeOver(launching, row)
                .flatMap(
                        taken -> taken.row().stop() == null ? withLaunch(taken).flatMap(this::launch) : stopped(taken));
    }

    private Optional<Launching> takeOver(Launching launching, Execution row) {
        return records.takeOver(row).map(taken -> launching.taken(taken.row(), launching.launch(), taken.uncalled()));
    }

    /** The row to decide by: read again, unless the launch comes at once after the row was written here. */
    private Optional<Execution> current(Launching launching) {
        boolean atOnce = launching.uncalled()
                && !launching.isPutOff()
                && launching.tries() == 0
                && !launching.waitsLongerThan(AT_ONCE);
        return atOnce
                ? executions.findForClaim(launching.row().key())
                : executions.find(launching.row().key());
    }

    /** Empty if the execution has ended meanwhile. */
    private Optional<Launching> withLaunch(Launching launching) {
        if (launching.launch() != null) {
            return Optional.of(launching);
        }
        return executions
                .launch(launching.row())
                .map(launch -> launching.taken(launching.row(), launch, launching.uncalled()));
    }

    private Optional<Next> launch(Launching launching) {
        Execution row = launching.row();
        if (launching.uncalled() && launching.waitsLongerThan(mostWaiting)) {
            return putOff(row, launching.launch());
        }
        if (!launching.uncalled() && !isTokenTrusted(row)) {
            return lookUp(launching);
        }
        return locks.launching(row.attemptId(), () -> answered(launching, runners.run(row, launching.launch())));
    }

    private Optional<Next> answered(Launching launching, LaunchAnswer answer) {
        Execution row = launching.row();
        if (answer instanceof LaunchAnswer.Launched launched) {
            launched(row, launched.reference());
            return Optional.empty();
        }
        if (answer instanceof LaunchAnswer.Refused refused) {
            return refused(launching, refused);
        }
        if (answer instanceof LaunchAnswer.NotNow notNow) {
            return notNow(launching, notNow);
        }
        LOG.warn(
                "Launch of {} attempt {}: the answer is unclear ({}); asking again under the same token",
                row.key(),
                row.attempt(),
                answer);
        return Optional.of(later(launching));
    }

    /** Under the same token, after a pause: the runner may have been called. */
    private Next later(Launching launching) {
        return new Next(
                launching.again(false),
                Timestamps.now().plus(BackOff.afterTries(UNCLEAR_PAUSE, launching.tries(), MOST_UNCLEAR_PAUSE)));
    }

    private Optional<Next> notNow(Launching launching, LaunchAnswer.NotNow answer) {
        Execution row = launching.row();
        LOG.info("Launch of {} attempt {} has to wait: {}", row.key(), row.attempt(), answer.why());
        if (!launching.uncalled()) {
            return Optional.of(later(launching));
        }
        // A turn for the budget comes soon, as a rule, and costs no write.
        return answer.unsent() && !launching.waitsLongerThan(mostWaiting)
                ? Optional.of(new Next(launching.again(true), Timestamps.now()))
                : putOff(row, launching.launch());
    }

    private Optional<Next> putOff(Execution row, Launch launch) {
        Execution after = records.putOff(row);
        return after.attempt() == row.attempt() && after.isUncalled() && records.isMine(after)
                ? Optional.of(Next.putOff(after, launch))
                : Optional.empty();
    }

    private Optional<Next> refused(Launching launching, LaunchAnswer.Refused refusal) {
        Execution row = launching.row();
        Execution after = records.refused(row, refusal);
        LOG.info("Launch of {} attempt {} refused: {}", row.key(), row.attempt(), refusal.reason());
        return after.status() == ExecutionStatus.ALLOCATED
                        && after.attempt() == row.attempt() + 1
                        && after.notBefore() != null
                        && records.isMine(after)
                ? Optional.of(Next.putOff(after, launching.launch()))
                : Optional.empty();
    }

    private void launched(Execution row, String reference) {
        Execution after = records.launched(row, reference);
        if (after.attempt() != row.attempt() || !reference.equals(after.taskReference())) {
            stops.stopOrphan(after, reference);
        } else {
            stops.stop(after);
        }
    }

    /** It is not launched any more; if it may have been, its task is looked for first. */
    private Optional<Next> stopped(Launching launching) {
        Execution row = launching.row();
        if (row.isUncalled() || launching.uncalled() && records.isMine(row)) {
            records.endStopped(row, now -> !now.isUncalled() && !records.isMine(now));
            return Optional.empty();
        }
        if (!runners.canFind(row)) {
            // Only the same call again tells which task it has.
            return (records.isMine(row) ? Optional.of(launching) : takeOver(launching, row))
                    .flatMap(this::withLaunch)
                    .flatMap(this::launch);
        }
        withLaunch(launching).ifPresent(this::findAndStop);
        return Optional.empty();
    }

    private void findAndStop(Launching launching) {
        Execution row = launching.row();
        LaunchAnswer answer = runners.find(row, launching.launch());
        if (answer instanceof LaunchAnswer.Launched launched) {
            launched(row, launched.reference());
        } else if (answer instanceof LaunchAnswer.Nothing
                && Timestamps.now().isAfter(row.stop().requestedAt().plus(ecs.listedWithin()))) {
            // Nobody has called since the intent was stored, so a task would be listed by now.
            records.endStopped(row, now -> false);
        } else {
            LOG.info("Whether {} has a task is not known yet ({}); the sweep looks again", row.key(), answer);
        }
    }

    private Optional<Next> lookUp(Launching launching) {
        Execution row = launching.row();
        LaunchAnswer answer = runners.find(row, launching.launch());
        if (answer instanceof LaunchAnswer.Launched launched) {
            launched(row, launched.reference());
            return Optional.empty();
        }
        if (!(answer instanceof LaunchAnswer.Nothing)) {
            LOG.warn("The task of {} could not be looked for, the sweep comes again: {}", row.key(), answer);
            return Optional.empty();
        }
        if (row.status() != ExecutionStatus.ALLOCATED && isTokenTrusted(row)) {
            // The list of tasks lags; the sweep comes again.
            return Optional.empty();
        }
        return refused(
                launching,
                new LaunchAnswer.Refused(
                        "launch unknown: no answer within " + ecs.sameTokenFor()
                                + " and no task of this attempt is to be found",
                        false));
    }

    private boolean isTokenTrusted(Execution row) {
        return Timestamps.now().isBefore(row.attemptStartedAt().plus(ecs.sameTokenFor()));
    }

    @PreDestroy
    void stop() {
        workers.shutdown();
    }
}
