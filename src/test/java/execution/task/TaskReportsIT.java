package execution.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Report;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.runner.RunnerSettings;
import execution.runner.Runners;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.StoreFixture;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What tasks report of themselves, on the real table. The runner of these tasks ends them by their report. */
class TaskReportsIT {

    private static final TaskReports.Said STARTS = new TaskReports.Said("request-1/a", null, null);

    private final StoreFixture fixture = StoreFixture.withSlots(10);
    private final AnnotationConfigApplicationContext context = context();
    private final Executions executions = context.getBean(Executions.class);
    private final TaskReports reports = context.getBean(TaskReports.class);
    private final Execution allocated =
            executions.allocate(fixture.created(StoreFixture.newTenant()), Samples.launch());

    private AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext beans = fixture.beans(TaskReports.class);
        beans.registerBean(
                Runners.class,
                () -> new Runners(List.of(new RunnerSettings() {
                    @Override
                    public String runner() {
                        return Samples.job(1).jobRunner();
                    }

                    @Override
                    public boolean endsByReport() {
                        return true;
                    }
                })));
        beans.refresh();
        return beans;
    }

    @AfterEach
    void close() {
        context.close();
    }

    private static TaskReports.Said ends(String invocation, ExecutionStatus status, Integer exitCode) {
        Report report = new Report(status, exitCode, null, null, null, null, null, Samples.CREATED);
        return new TaskReports.Said(invocation, report, null);
    }

    private Execution report(TaskReports.Said said) {
        return reports.store(executions.find(allocated.key()).orElseThrow(), 1, said);
    }

    private double counted(String report, String outcome) {
        return context.getBean(MeterRegistry.class)
                .get("execution.callbacks")
                .tag("report", report)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private void assertRefused(TaskReports.Said said, String why) {
        assertThatThrownBy(() -> report(said))
                .isInstanceOf(ReportRefusedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void shouldLetTheRunThatStartsFirstDoTheWorkAlone() {
        Execution running = report(STARTS);

        assertThat(running.status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(running.task().invocation()).isEqualTo("request-1/a");
        assertThat(report(STARTS))
                .as("the same run asks again, for it had no answer")
                .isEqualTo(running);
        assertRefused(new TaskReports.Said("request-1/b", null, null), "another invocation");
        assertRefused(new TaskReports.Said("request-2", null, null), "another invocation");
        assertRefused(ends("request-2", ExecutionStatus.COMPLETED, 0), "another invocation");
        assertThat(counted("running", "stored")).isEqualTo(2);
        assertThat(counted("running", "refused")).isEqualTo(2);
        assertThat(counted("completed", "refused")).isEqualTo(1);
    }

    @Test
    void shouldLetOneRunAloneStartWhenManyAskAtOnce() throws Exception {
        ExecutorService runs = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> asking = IntStream.range(0, 8)
                    .mapToObj(run -> (Callable<Boolean>) () -> mayStart("request-" + run))
                    .toList();
            int started = 0;
            for (Future<Boolean> run : runs.invokeAll(asking)) {
                started += run.get() ? 1 : 0;
            }
            assertThat(started).isEqualTo(1);
        } finally {
            runs.shutdownNow();
        }
    }

    private boolean mayStart(String invocation) {
        try {
            report(new TaskReports.Said(invocation, null, null));
            return true;
        } catch (ReportRefusedException e) {
            return false;
        }
    }

    @Test
    void shouldTakeNothingBackOfARunnerWhoseTasksAreNotGivenBack() {
        report(STARTS);

        assertRefused(new TaskReports.Said("request-1/a", null, null, true), "cannot be given back");
    }

    @Test
    void shouldNotTakeTheEndOfARunThatNeverStarted() {
        assertRefused(ends("request-1", ExecutionStatus.COMPLETED, 0), "before it reports its end");
    }

    @Test
    void shouldLetNoRunStartOnceTheExecutionIsToBeStopped() {
        executions.update(
                allocated,
                row -> row.requestStop(
                        new StopIntent(ExecutionStatus.CANCELLED, "cancelled by request", Samples.CREATED)));

        assertRefused(STARTS, "is being stopped");
    }

    @Test
    void shouldLetNoRunOfAnAttemptStartThatIsOver() {
        executions.update(allocated, row -> row.nextAttempt("exit code 1", false, "instance", null, Samples.CREATED));

        assertRefused(STARTS, "attempt 1 is over");
    }

    @Test
    void shouldEndByWhatTheRunReports() {
        report(STARTS);

        TaskState end = reports.end(report(ends("request-1/a", ExecutionStatus.COMPLETED, null)))
                .orElseThrow();

        assertThat(end.attemptId()).isEqualTo(allocated.attemptId());
        assertThat(end.invocation()).isEqualTo("request-1/a");
        assertThat(end.end().exitCode()).isZero();
    }

    @Test
    void shouldNotTakeAReportedFailureForASuccess() {
        report(STARTS);

        TaskState end = reports.end(report(ends("request-1/a", ExecutionStatus.FAILED, 0)))
                .orElseThrow();

        assertThat(end.end().exitCode()).isNotZero();
    }
}
