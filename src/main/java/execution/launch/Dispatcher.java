package execution.launch;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.Timestamps;
import execution.outage.Backoff;
import execution.runner.LaunchAnswer;
import execution.runner.RunnerRoutes;
import execution.runner.ecs.EcsProperties;
import execution.store.Executions;
import execution.sweep.SweepProperties;
import execution.task.AttemptLocks;
import execution.task.TaskStops;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Optional;
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

    /** A launch that waited no longer than this for a thread is made without reading the row again. */
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    /** For how long a launch may wait in memory for the budget before it is put off on the row. */
    private static final Duration MOST_WAITING = Duration.ofSeconds(10);

    private static final Backoff UNCLEAR = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final Executions executions;
    private final RunnerRoutes runners;
    private final LaunchRecords records;
    private final AttemptLocks locks;
    private final TaskStops stops;
    private final EcsProperties ecs;
    private final Duration mostWaiting;
    private final LaunchesInHand hand = new LaunchesInHand(this::proceed);

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
        Duration unnoticed = sweep.launch().dividedBy(3);
        this.mostWaiting = MOST_WAITING.compareTo(unnoticed) < 0 ? MOST_WAITING : unnoticed;
    }

    /**
     * Launches an attempt that the caller has just opened on the row; returns at once. Does nothing if another instance has
     * opened it.
     *
     * @param launch what it is launched with, or null to have it read
     */
    public void dispatch(Execution opened, Launch launch) {
        if (opened.status() != ExecutionStatus.ALLOCATED || !records.isMine(opened)) {
            return;
        }
        if (opened.notBefore() != null) {
            hand.take(Launching.putOff(opened));
        } else if (hand.hasRoom()) {
            hand.take(Launching.opened(opened, launch));
        } else {
            putOff(opened).ifPresent(hand::take);
        }
    }

    /**
     * Looks after an execution under way without a known task, which the sweep found; returns at once. Its launch is taken over
     * if it is not in hand here. One whose task called back before the answer of its launch was stored is never launched
     * again: its task is looked for.
     */
    public void dispatch(Execution found) {
        if (found.attempt() > 0) {
            hand.take(Launching.found(found));
        }
    }

    /**
     * A launch whose turn it is.
     *
     * @param row as it was just read or written
     * @param uncalled whether the runner was certainly not called for the attempt
     */
    private record Turn(Launching launching, Execution row, boolean uncalled) {}

    /** Does what can be done about a launch now, and gives what is left to be done. */
    private Optional<Launching> proceed(Launching launching) {
        Execution row = current(launching).orElse(null);
        if (row == null
                || row.status().isTerminal()
                || row.taskReference() != null
                || !launching.attemptId().equals(row.attemptId())) {
            return Optional.empty();
        }
        Turn turn = new Turn(launching, row, launching.uncalled());
        if (row.status() != ExecutionStatus.ALLOCATED) {
            return lookUp(turn);
        }
        if (row.stop() != null) {
            return stopped(turn);
        }
        return row.notBefore() == null ? launchOrTakeOver(turn) : takeUp(turn);
    }

    /** The row to decide by: read again, unless the launch comes at once after the row was written here. */
    private Optional<Execution> current(Launching launching) {
        boolean atOnce = launching.uncalled()
                && !launching.putOff()
                && launching.tries() == 0
                && !launching.waitsLongerThan(AT_ONCE);
        return atOnce ? executions.findForClaim(launching.key()) : executions.find(launching.key());
    }

    private Optional<Launching> launchOrTakeOver(Turn turn) {
        if (records.isMine(turn.row())) {
            return launch(turn);
        }
        if (!turn.launching().found()) {
            LOG.info(
                    "Another instance has taken over the launch of {}",
                    turn.row().key());
            return Optional.empty();
        }
        return takeOver(turn);
    }

    /** Of a launch that is put off. */
    private Optional<Launching> takeUp(Turn turn) {
        Execution row = turn.row();
        if (row.notBefore().isAfter(Timestamps.now())) {
            return records.isMine(row) ? Optional.of(Launching.putOff(row)) : Optional.empty();
        }
        return records.isMine(row)
                        && turn.launching().waitsLongerThan(mostWaiting)
                        && !turn.launching().found()
                ? putOff(row)
                : takeOver(turn);
    }

    private Optional<Launching> takeOver(Turn turn) {
        return taken(turn).flatMap(taken -> taken.row().stop() == null ? launch(taken) : stopped(taken));
    }

    private Optional<Turn> taken(Turn turn) {
        return records.takeOver(turn.row()).map(taken -> new Turn(turn.launching(), taken.row(), taken.uncalled()));
    }

    private Optional<Launching> launch(Turn turn) {
        Execution row = turn.row();
        if (turn.uncalled() && turn.launching().waitsLongerThan(mostWaiting)) {
            return putOff(row);
        }
        if (!turn.uncalled() && !isTokenTrusted(row)) {
            return lookUp(turn);
        }
        return launchOf(turn)
                .flatMap(launch ->
                        locks.launching(row.attemptId(), () -> answered(turn, launch, runners.run(row, launch))));
    }

    /** Empty if the execution has ended meanwhile. */
    private Optional<Launch> launchOf(Turn turn) {
        Launch known = turn.launching().launch();
        return known != null ? Optional.of(known) : executions.launch(turn.row());
    }

    private Optional<Launching> answered(Turn turn, Launch launch, LaunchAnswer answer) {
        Execution row = turn.row();
        if (answer instanceof LaunchAnswer.Launched launched) {
            launched(row, launched.reference());
            return Optional.empty();
        }
        if (answer instanceof LaunchAnswer.Refused refused) {
            return refused(row, refused);
        }
        if (answer instanceof LaunchAnswer.NotNow notNow && turn.uncalled()) {
            // A turn for the budget comes soon, as a rule, and costs no write.
            return notNow.unsent() && !turn.launching().waitsLongerThan(mostWaiting)
                    ? Optional.of(turn.launching().waiting(launch))
                    : putOff(row);
        }
        if (answer instanceof LaunchAnswer.NotNow notNow && notNow.unsent()) {
            return Optional.of(turn.launching().unclearAndUnsent(UNCLEAR.after(1)));
        }
        LOG.warn(
                "Launch of {} attempt {}: {}; asking again under the same token, for it may have been launched",
                row.key(),
                row.attempt(),
                answer);
        return Optional.of(
                turn.launching().unclear(UNCLEAR.after(turn.launching().tries() + 1)));
    }

    private Optional<Launching> putOff(Execution row) {
        Execution after = records.putOff(row);
        LOG.info("Launch of {} attempt {} is put off until {}", row.key(), row.attempt(), after.notBefore());
        return after.attempt() == row.attempt() && after.isUncalled() && records.isMine(after)
                ? Optional.of(Launching.putOff(after))
                : Optional.empty();
    }

    private Optional<Launching> refused(Execution row, LaunchAnswer.Refused refusal) {
        Execution after = records.refused(row, refusal);
        LOG.info("Launch of {} attempt {} refused: {}", row.key(), row.attempt(), refusal.reason());
        return after.attempt() == row.attempt() + 1 && after.isUncalled() && records.isMine(after)
                ? Optional.of(Launching.putOff(after))
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
    private Optional<Launching> stopped(Turn turn) {
        Execution row = turn.row();
        if (row.isUncalled() || turn.uncalled() && records.isMine(row)) {
            records.endStopped(row, now -> !now.isUncalled() && !records.isMine(now));
            return Optional.empty();
        }
        if (!runners.canFind(row)) {
            // Only the same call again tells which task it has.
            return (records.isMine(row) ? Optional.of(turn) : taken(turn)).flatMap(this::launch);
        }
        launchOf(turn).ifPresent(launch -> findAndStop(row, launch));
        return Optional.empty();
    }

    private void findAndStop(Execution row, Launch launch) {
        LaunchAnswer answer = runners.find(row, launch);
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

    private Optional<Launching> lookUp(Turn turn) {
        Execution row = turn.row();
        LaunchAnswer answer =
                launchOf(turn).map(launch -> runners.find(row, launch)).orElse(null);
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
                row,
                new LaunchAnswer.Refused(
                        "launch unknown: no answer within " + ecs.sameTokenFor()
                                + " and no task of this attempt is to be found",
                        false));
    }

    private boolean isTokenTrusted(Execution row) {
        return Timestamps.now().isBefore(row.lastAttempt().startedAt().plus(ecs.sameTokenFor()));
    }

    @PreDestroy
    void stop() {
        hand.close();
    }
}
