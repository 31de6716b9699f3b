package execution.task;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Report;
import execution.model.Timestamps;
import execution.runner.Runners;
import execution.runner.TaskState;
import execution.store.Executions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Stores what tasks report of themselves. Where a platform may run the same task more than once, the first run that
 * reports its start is noted on the row, and any other run is refused, so that one run alone does the work.
 */
@Component
public class TaskReports {

    private final Executions executions;
    private final Runners runners;
    private final Map<String, Counter> stored = new HashMap<>();
    private final Map<String, Counter> refused = new HashMap<>();
    private final Clock clock;

    TaskReports(Executions executions, Runners runners, MeterRegistry metrics, Clock clock) {
        this.executions = executions;
        this.runners = runners;
        for (String report : List.of("running", "returned", "completed", "failed", "cancelled", "timed_out")) {
            stored.put(report, counter(metrics, report, "stored"));
            refused.put(report, counter(metrics, report, "refused"));
        }
        this.clock = clock;
    }

    private static Counter counter(MeterRegistry metrics, String report, String outcome) {
        return Counter.builder("execution.callbacks")
                .description("Reports of tasks with a token that was accepted")
                .tag("report", report)
                .tag("outcome", outcome)
                .register(metrics);
    }

    /**
     * What a task reports.
     *
     * @param invocation the name of the run that reports; null where the platform runs a task once
     * @param end what the task says of its end; null if it says that it runs
     * @param hasFindings whether there are findings; null if the task does not say so
     * @param isReturned whether the run was given back before its end, so that the job is to run elsewhere
     */
    public record Said(String invocation, Report end, Boolean hasFindings, boolean isReturned) {

        public Said(String invocation, Report end, Boolean hasFindings) {
            this(invocation, end, hasFindings, false);
        }

        boolean begins() {
            return end == null && !isReturned;
        }

        private String kind() {
            if (isReturned) {
                return "returned";
            }
            return begins() ? "running" : end.status().text();
        }
    }

    /** Tells whether a report about an execution has to name the run that it comes from. */
    public boolean mustNameTheRun(Execution execution) {
        return runners.of(execution.job().jobRunner()).endsByReport();
    }

    /**
     * Stores a report. The same report may be stored again.
     *
     * @param current the execution as it was read, which may be out of date
     * @param attempt the attempt whose task reports
     * @return the execution after that
     * @throws ReportRefusedException if the attempt is over, if it is to be stopped and a task says that it runs, or if
     *     another run does the work of the attempt
     */
    public Execution store(Execution current, int attempt, Said said) {
        try {
            Execution after = write(current, attempt, said);
            stored.get(said.kind()).increment();
            return after;
        } catch (ReportRefusedException e) {
            refused.get(said.kind()).increment();
            throw e;
        }
    }

    private Execution write(Execution current, int attempt, Said said) {
        boolean oneRunOfMany = mustNameTheRun(current);
        if (said.isReturned() && returned(current).isEmpty()) {
            throw new ReportRefusedException("the tasks of this runner cannot be given back");
        }
        Execution after = executions.update(current, row -> {
            if (row.attempt() != attempt) {
                throw new ReportRefusedException("attempt " + attempt + " is over");
            }
            if (said.begins() && (row.status().isTerminal() || row.stop() != null)) {
                throw new ReportRefusedException("the execution is over or is being stopped");
            }
            if (row.status().isTerminal()) {
                return row;
            }
            Execution claimed = claimed(row, said, oneRunOfMany);
            if (said.isReturned()) {
                return claimed;
            }
            Execution running = running(claimed);
            return said.begins() ? running : ended(running, said);
        });
        if (said.begins() && oneRunOfMany) {
            runners.of(after.job().jobRunner()).goesOn(after);
        }
        return after;
    }

    /**
     * Gives the end of a task that ends by its report.
     *
     * @param after the execution after the report was stored
     * @return the state; empty if the task has not reported its end, or if only its platform's word ends it
     */
    public Optional<TaskState> end(Execution after) {
        return after.report() == null || after.status().isTerminal() || !mustNameTheRun(after)
                ? Optional.empty()
                : Optional.of(runners.of(after.job().jobRunner()).reportedEnd(after));
    }

    /**
     * Gives the end of an attempt whose run was given back.
     *
     * @param row the execution after the report was stored
     * @return the state; empty if the tasks of its runner cannot be given back
     */
    public Optional<TaskState> returned(Execution row) {
        return runners.of(row.job().jobRunner()).returned(row);
    }

    private static Execution claimed(Execution row, Said said, boolean oneRunOfMany) {
        String known = row.task().invocation();
        if (known == null && oneRunOfMany && !said.begins()) {
            throw new ReportRefusedException("the task has to report that it runs before it reports its end");
        }
        if (said.invocation() == null || said.invocation().equals(known)) {
            return row;
        }
        if (known != null) {
            throw new ReportRefusedException("another invocation does the work of this attempt");
        }
        return row.claimedBy(said.invocation());
    }

    private static Execution ended(Execution row, Said said) {
        Execution reported = row.reported(said.end());
        return said.hasFindings() == null
                ? reported
                : reported.withResults(row.results().key(), said.hasFindings());
    }

    private Execution running(Execution row) {
        if (row.status() == ExecutionStatus.RUNNING) {
            return row;
        }
        // A task may report before the answer of the call that launched the task has come.
        Execution dispatched = row.status() == ExecutionStatus.ALLOCATED
                ? row.dispatched(row.taskReference(), Timestamps.now(clock))
                : row;
        return dispatched.running(Timestamps.now(clock));
    }
}
