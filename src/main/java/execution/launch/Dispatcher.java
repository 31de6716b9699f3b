package execution.launch;

import execution.logging.FailedRoutes;
import execution.logging.LogContext;
import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.ReasonClass;
import execution.model.Timestamps;
import execution.operations.OptionalStages;
import execution.runner.LaunchAnswer;
import execution.runner.LaunchMeters;
import execution.runner.RunnerSettings;
import execution.runner.Runners;
import execution.store.Executions;
import execution.sweep.SweepProperties;
import execution.task.AttemptLocks;
import execution.task.NextAttempt;
import execution.task.TaskStop;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/**
 * Decides what is done next about the launch of an allocated execution, and stores what came of it.
 * {@code routes.LaunchRoutes} calls the runner in between.
 *
 * <p>The row names the instance that launches the attempt; no other one calls the runner for it. Before each call that
 * does not come at once the row is read, and the call is made only if nothing has changed. As long as the runner was
 * certainly not called, a launch that cannot be made now is put off on the row, where it can be cancelled at once and
 * where every instance finds it again. After an unclear answer the same request is made again under the same token, and
 * once that token can no longer be trusted the runner's own list of tasks decides. A launch that stays unknown ends the
 * execution and is never made twice.
 */
@Component
public class Dispatcher {

    private static final String LAUNCHING = "launching";

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** A launch that waited no longer than this for a thread is made without reading the row again. */
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    /** For how long a launch may wait in memory for the budget before it is put off on the row. */
    private static final Duration MOST_WAITING = Duration.ofSeconds(10);

    private static final Backoff UNCLEAR = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final Executions executions;
    private final OptionalStages stages;
    private final LaunchRecords records;
    private final AttemptLocks locks;
    private final LaunchesInHand hand;
    private final Runners runners;
    private final LaunchMeters meters;
    private final Clock clock;
    private final Duration mostWaiting;

    Dispatcher(
            Executions executions,
            OptionalStages stages,
            LaunchRecords records,
            AttemptLocks locks,
            LaunchesInHand hand,
            Runners runners,
            LaunchMeters meters,
            SweepProperties sweep,
            Clock clock) {
        this.executions = executions;
        this.stages = stages;
        this.records = records;
        this.locks = locks;
        this.hand = hand;
        this.runners = runners;
        this.meters = meters;
        this.clock = clock;
        // Put off well before another instance's sweep takes it for forgotten.
        Duration unnoticed = sweep.launch().dividedBy(3);
        this.mostWaiting = MOST_WAITING.compareTo(unnoticed) < 0 ? MOST_WAITING : unnoticed;
    }

    /** Makes the launch of an attempt that follows another attempt of the same execution. */
    public Launching nextAttempt(@Body NextAttempt next) {
        return Launching.next(next.execution(), clock.instant());
    }

    /**
     * Lets a launch in if there is room in memory. Without room, a launch that was opened just now is put off on its
     * row, and any other launch is left to the sweep.
     */
    public Launching admit(@Body Launching launching) {
        if (!launching.isJustOpened() || hand.hasRoom()) {
            return launching;
        }
        return executions
                .findForClaim(launching.key())
                .filter(row -> launching.attemptId().equals(row.attemptId()))
                .flatMap(this::putOff)
                .orElse(null);
    }

    /**
     * Does what can be done about a launch now.
     *
     * @return a {@link RunnerCall} that has to be made now, or what {@link #answered} returns
     */
    public Object step(@Body Launching launching, Exchange exchange) {
        if (!hand.begin(launching)) {
            return null;
        }
        exchange.setProperty(LAUNCHING, launching);
        try (LogContext context = launching.logContext()) {
            return proceed(launching).orElse(null);
        }
    }

    /**
     * Stores what a call came to.
     *
     * @return a {@link Launching} that is left to be done, a {@link TaskStop}, or null
     */
    public Object answered(@Body LaunchAnswer answer, @ExchangeProperty(RunnerCall.PROPERTY) RunnerCall call) {
        try (LogContext context = call.turn().launching().logContext()) {
            Optional<?> next = call instanceof RunnerCall.Run
                    ? ran(call.turn(), call.launch(), answer)
                    : call.turn().row().stop() != null && call.turn().row().status() == ExecutionStatus.ALLOCATED
                            ? foundOrStopped(call.turn().row(), answer)
                            : lookedUp(call.turn(), answer);
            return next.orElse(null);
        }
    }

    /** What failed could not be stored, for a runner's failures are answers. */
    public void failed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty(LAUNCHING) Launching launching,
            Exchange exchange) {
        try (LogContext context = launching.logContext()) {
            LOG.warn(
                    "The launch of {} could not be recorded; the sweep goes on with it: {}",
                    launching.key(),
                    FailedRoutes.text(failure));
        }
        exchange.getMessage().setBody(null);
    }

    /** Lets go of a launch, whatever came of it. */
    public void release(@ExchangeProperty(LAUNCHING) Launching launching) {
        if (launching != null) {
            locks.launched(launching.attemptId());
            hand.release(launching);
        }
    }

    private Optional<?> proceed(Launching launching) {
        Execution row = current(launching).orElse(null);
        if (row == null
                || row.status().isTerminal()
                || row.taskReference() != null
                || !launching.attemptId().equals(row.attemptId())) {
            return Optional.empty();
        }
        if (!stages.hasRunner(row.job().jobRunner())) {
            LOG.info("The launch of {} is left to an instance that has its runner", row.key());
            return Optional.empty();
        }
        LaunchTurn turn = new LaunchTurn(launching, row, launching.uncalled());
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
                && !launching.waitsLongerThan(AT_ONCE, clock.instant());
        return atOnce ? executions.findForClaim(launching.key()) : executions.find(launching.key());
    }

    private Optional<?> launchOrTakeOver(LaunchTurn turn) {
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

    /** Goes on with a launch that is put off. */
    private Optional<?> takeUp(LaunchTurn turn) {
        Execution row = turn.row();
        if (row.notBefore().isAfter(Timestamps.now(clock))) {
            return records.isMine(row) ? Optional.of(Launching.putOff(row)) : Optional.empty();
        }
        return takeOver(turn);
    }

    private Optional<?> takeOver(LaunchTurn turn) {
        return taken(turn).flatMap(taken -> taken.row().stop() == null ? launch(taken) : stopped(taken));
    }

    /** Takes the launch for this instance. The time that it waits for its call is counted from now on. */
    private Optional<LaunchTurn> taken(LaunchTurn turn) {
        return records.takeOver(turn.row())
                .map(taken -> new LaunchTurn(turn.launching().taken(clock.instant()), taken.row(), taken.uncalled()));
    }

    private Optional<?> launch(LaunchTurn turn) {
        Execution row = turn.row();
        if (turn.uncalled() && turn.launching().waitsLongerThan(mostWaiting, clock.instant())) {
            return putOff(row);
        }
        if (!turn.uncalled() && !isTokenTrusted(row)) {
            return lookUp(turn);
        }
        Optional<Launch> launch = launchOf(turn);
        if (launch.isPresent()) {
            locks.launching(row.attemptId());
        }
        return launch.map(known -> new RunnerCall.Run(turn, known));
    }

    /** Gives what the attempt is launched with; empty if the execution has ended meanwhile. */
    private Optional<Launch> launchOf(LaunchTurn turn) {
        Launch known = turn.launching().launch();
        return known != null ? Optional.of(known) : executions.launch(turn.row());
    }

    private Optional<?> ran(LaunchTurn turn, Launch launch, LaunchAnswer answer) {
        Execution row = turn.row();
        meters.answered(row.job().jobRunner(), answer);
        if (answer instanceof LaunchAnswer.Launched launched) {
            return launched(row, launched.reference());
        }
        if (answer instanceof LaunchAnswer.Refused refused) {
            return refused(row, refused);
        }
        if (answer instanceof LaunchAnswer.NotNow notNow && turn.uncalled()) {
            // A launch that waits in memory gets its turn soon as a rule, and costs no write.
            return notNow.unsent() && !turn.launching().waitsLongerThan(mostWaiting, clock.instant())
                    ? Optional.of(turn.launching().waiting(launch, clock.instant()))
                    : putOff(row);
        }
        if (answer instanceof LaunchAnswer.NotNow notNow && notNow.unsent()) {
            return Optional.of(turn.launching().unclearAndUnsent(UNCLEAR.after(1), clock.instant()));
        }
        LOG.warn(
                "Launch of {} attempt {}: {}; asking again under the same token, for it may have been launched",
                row.key(),
                row.attempt(),
                answer);
        return Optional.of(
                turn.launching().unclear(UNCLEAR.after(turn.launching().tries() + 1), clock.instant()));
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

    /** Stores the task of an attempt. A task whose attempt is over is to be stopped. */
    private Optional<TaskStop> launched(Execution row, String reference) {
        Execution after = records.launched(row, reference);
        return after.attempt() != row.attempt() || !reference.equals(after.taskReference())
                ? Optional.of(TaskStop.ofOrphan(after, reference))
                : TaskStop.of(after);
    }

    /** Ends an attempt that is to be stopped. If the attempt may have been launched, its task is looked for first. */
    private Optional<?> stopped(LaunchTurn turn) {
        Execution row = turn.row();
        if (row.isUncalled() || turn.uncalled() && records.isMine(row)) {
            records.endStopped(row, now -> !now.isUncalled() && !records.isMine(now));
            return Optional.empty();
        }
        if (!canFind(row)) {
            // Only the same call again tells which task it has.
            return (records.isMine(row) ? Optional.of(turn) : taken(turn)).flatMap(this::launch);
        }
        return launchOf(turn).map(launch -> new RunnerCall.Find(turn, launch));
    }

    private Optional<?> foundOrStopped(Execution row, LaunchAnswer answer) {
        if (answer instanceof LaunchAnswer.Launched launched) {
            return launched(row, launched.reference());
        }
        if (answer instanceof LaunchAnswer.Nothing
                && Timestamps.now(clock)
                        .isAfter(row.stop().requestedAt().plus(settings(row).listedWithin()))) {
            // Nobody has called since the intent was stored, so a task would be listed by now.
            records.endStopped(row, now -> false);
        } else {
            LOG.info("Whether {} has a task is not known yet ({}); the sweep looks again", row.key(), answer);
        }
        return Optional.empty();
    }

    private Optional<?> lookUp(LaunchTurn turn) {
        Optional<Launch> launch = launchOf(turn);
        if (launch.isEmpty()) {
            LOG.warn(
                    "The task of {} is not looked for: what it was launched with is gone",
                    turn.row().key());
            return Optional.empty();
        }
        // A runner without a list of tasks knows of none.
        return canFind(turn.row())
                ? Optional.of(new RunnerCall.Find(turn, launch.get()))
                : lookedUp(turn, new LaunchAnswer.Nothing());
    }

    private Optional<?> lookedUp(LaunchTurn turn, LaunchAnswer answer) {
        Execution row = turn.row();
        if (answer instanceof LaunchAnswer.Launched launched) {
            return launched(row, launched.reference());
        }
        if (!(answer instanceof LaunchAnswer.Nothing)) {
            LOG.warn("The task of {} could not be looked for, the sweep comes again: {}", row.key(), answer);
            return Optional.empty();
        }
        if (row.status() != ExecutionStatus.ALLOCATED && isTokenTrusted(row)) {
            // The list of tasks lags; the sweep comes again.
            return Optional.empty();
        }
        Duration within = settings(row).sameTokenFor();
        return refused(
                row,
                new LaunchAnswer.Refused(
                        EndReason.of(
                                ReasonClass.LAUNCH_UNKNOWN,
                                "launch unknown: no answer within " + within
                                        + " and no task of this attempt is to be found"),
                        false));
    }

    /** Tells whether the runner can be asked which task an attempt has. */
    private boolean canFind(Execution row) {
        return stages.isThere("find-" + row.job().jobRunner());
    }

    private RunnerSettings settings(Execution row) {
        return runners.of(row.job().jobRunner());
    }

    private boolean isTokenTrusted(Execution row) {
        return Timestamps.now(clock)
                .isBefore(row.lastAttempt().startedAt().plus(settings(row).sameTokenFor()));
    }
}
