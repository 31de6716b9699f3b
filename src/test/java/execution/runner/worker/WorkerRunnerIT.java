package execution.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskText;
import execution.messaging.QueueUrls;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.HandClock;
import execution.model.Launch;
import execution.model.Report;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.runner.EndCause;
import execution.runner.LaunchAnswer;
import execution.runner.RunnerContract;
import execution.runner.Runners;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.StoreFixture;
import execution.store.WorkIndex;
import execution.task.ReportRefusedException;
import execution.task.TaskReports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import routes.ServiceRoutes;
import shared.part.FleetJson;
import shared.part.JobMessage;

/**
 * The runner worker with its routes, on real rows and on a queue that delivers each message twice. The workers of the
 * test do what the wrapper does: they ask for leave, go on asking, and report how the job ended.
 */
class WorkerRunnerIT extends RunnerContract {

    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final StoreFixture FIXTURE = StoreFixture.withSlots(1_000);
    private static AnnotationConfigApplicationContext beans;
    private static Executions executions;
    private static TaskReports reports;

    private final HandClock clock = new HandClock(Instant.now());
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final FleetQueue queue = new FleetQueue(this::deliver);
    private final List<JobMessage> delivered = new CopyOnWriteArrayList<>();
    private final List<Future<?>> decisions = new CopyOnWriteArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private final String tenant = StoreFixture.newTenant();
    private volatile Execution row;
    private volatile Case next = Case.RUNS;
    private WorkerTasks tasks;

    @BeforeAll
    static void startTable() {
        beans = FIXTURE.beans(TaskReports.class);
        beans.registerBean(Runners.class, () -> new Runners(List.of(settings(leases(Clock.systemUTC())))));
        beans.refresh();
        executions = beans.getBean(Executions.class);
        reports = beans.getBean(TaskReports.class);
    }

    private static JobLeases leases(Clock clock) {
        return new JobLeases(FIXTURE.heartbeats(), beans.getBean(Executions.class), new WorkerProperties(LEASE), clock);
    }

    private static WorkerSettings settings(JobLeases leases) {
        return new WorkerSettings(new WorkerProperties(LEASE), leases);
    }

    @AfterAll
    static void stopTable() {
        beans.close();
    }

    @Override
    protected String runner() {
        return "worker";
    }

    @Override
    protected CamelContext start() throws Exception {
        ServiceProperties service = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("execution", ServiceProperties.class);
        Catalogue catalogue = Catalogue.of(
                TaskText.task("scan", "title: x\ncontainer: {command: [scan, '-x']}\nworker: {}"),
                TaskText.task("own", "title: x\ncontainer: {command: [scan]}\nworker: {command: [own, \"a'\\\"b\"]}"),
                TaskText.task("warm", "title: x\nworker: {mode: function, function: a.B}"),
                TaskText.task("other", "title: x\ncontainer: {command: [scan]}"));
        JobLeases leases = leases(clock);
        tasks = new WorkerTasks(executions, beans.getBean(WorkIndex.class), new WorkerProperties(LEASE), leases, clock);
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("workerJobs", new WorkerJobs(catalogue, queue, new QueueUrls(queue), service));
        context.getRegistry().bind("workerTasks", tasks);
        context.getRegistry().bind("jobLeases", leases);
        context.addRoutes(ServiceRoutes.worker());
        context.start();
        return context;
    }

    @Override
    protected void end() {
        workers.shutdownNow();
    }

    @Override
    protected String newAttemptId() {
        ExecutionKey key = new ExecutionKey(
                tenant,
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString().replace("-", ""));
        Execution pending = Execution.create(key, Samples.job(1, "worker"), "hash", Timestamps.now(Clock.systemUTC()));
        executions.create(pending);
        Execution allocated = executions.allocate(pending, launch("scan", null));
        row = row == null ? allocated : row;
        return allocated.attemptId();
    }

    private static Launch launch(String task, List<String> command) {
        return new Launch(
                task,
                task,
                null,
                null,
                command,
                Map.of("EXECUTION_TASK", task, "TEXT", "$(reboot)\uffff"),
                settings(null)
                        .forLaunch(Execution.create(
                                new ExecutionKey("t", "j", "e"), Samples.job(1, "worker"), "hash", Instant.now())));
    }

    @Override
    protected Launch prepare(Case planned) {
        queue.behave();
        next = planned;
        switch (planned) {
            case REFUSED_FOR_NOW -> queue.refuseNext(403, "ExpiredTokenException");
            case THROTTLED -> queue.refuseNext(403, "RequestThrottled");
            case ANSWER_LOST -> queue.loseNextAnswer();
            case FAILS_TO_ANSWER -> queue.failNext();
            default -> {
                // The worker does what is planned.
            }
        }
        return launch(planned == Case.REFUSED_FOR_GOOD ? "other" : "scan", List.of("scan", "-x"));
    }

    /** Waits until each run has asked whether it may start, and gives how many may. */
    @Override
    protected long tasks(String attemptId) {
        decisions.forEach(decision -> await().until(decision::isDone));
        return started.get();
    }

    @Override
    protected void noteTask(String attempt, String task) {
        executions.update(
                row,
                now -> now.status() == ExecutionStatus.ALLOCATED
                        ? now.dispatched(task, Timestamps.now(Clock.systemUTC()))
                        : now.withTask(task, 0));
    }

    @Override
    protected void noteStop(String attempt) {
        StopIntent cancel =
                new StopIntent(ExecutionStatus.CANCELLED, "cancelled by request", Timestamps.now(Clock.systemUTC()));
        executions.update(row, now -> now.requestStop(cancel));
    }

    private void deliver(String text) {
        delivered.add((JobMessage) FleetJson.message(text));
        decisions.add(workers.submit(() -> {
            String run = UUID.randomUUID().toString();
            if (says(run, null, null)) {
                started.incrementAndGet();
                workers.submit(() -> work(run));
            }
        }));
    }

    private Void work(String run) throws InterruptedException {
        switch (next) {
            case SUCCEEDS -> says(run, ExecutionStatus.COMPLETED, 0);
            case FAILS -> says(run, ExecutionStatus.FAILED, 3);
            case UNUSABLE -> says(run, ExecutionStatus.FAILED, null);
            case FAILED_BY_PLATFORM -> clock.advance(Duration.ofHours(2));
            default -> {
                while (says(run, null, null)) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                says(run, ExecutionStatus.FAILED, 143);
            }
        }
        return null;
    }

    private boolean says(String run, ExecutionStatus end, Integer exitCode) {
        Report report = end == null
                ? null
                : new Report(end, exitCode, null, null, null, null, null, Timestamps.now(Clock.systemUTC()));
        try {
            reports.store(executions.find(row.key()).orElseThrow(), 1, new TaskReports.Said(run, report, null));
            return true;
        } catch (ReportRefusedException e) {
            return false;
        }
    }

    @Test
    void shouldTellTheWorkerWhatTheTaskIsLaunchedWith() {
        run(launch("scan", List.of("scan", "$(reboot)")));
        run(launch("own", List.of("scan")));
        run(launch("scan", List.of("--cli-json", "{}")));

        assertThat(delivered.get(0).task()).isEqualTo("scan");
        assertThat(delivered.get(0).attemptId()).isEqualTo(row.attemptId());
        assertThat(delivered.get(0).timeoutSeconds()).isEqualTo(row.job().timeoutSeconds());
        assertThat(delivered.get(0).environment())
                .containsEntry("TEXT", "$(reboot)\uffff")
                .containsEntry("EXECUTION_LEASE_SECONDS", "60")
                .containsKey("EXECUTION_CALLBACK_TOKEN");
        assertThat(delivered.stream().map(JobMessage::command).distinct())
                .containsExactly(
                        List.of("--cli-json", "{\"job\":\"scan\",\"command\":[\"scan\",\"$(reboot)\"]}"),
                        List.of("--cli-json", "{\"job\":\"own\",\"command\":[\"own\",\"a'\\\"b\"]}"),
                        List.of("--cli-json", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"warm", "other", "nothing", ""})
    void shouldRefuseATaskThatNoWorkerCanRunAsAWholeJob(String task) {
        assertThat(run(launch(task, null))).isInstanceOf(LaunchAnswer.Refused.class);
        assertThat(run(launch(task, null)))
                .as("an earlier call may have been taken")
                .isInstanceOf(LaunchAnswer.Unclear.class);
        assertThat(delivered).isEmpty();
    }

    @Test
    void shouldRefuseAJobThatIsTooLargeForTheQueue() {
        Launch launch = launch("scan", List.of("scan", "x".repeat(200 * 1024)));

        assertThat(run(launch))
                .isInstanceOfSatisfying(LaunchAnswer.Refused.class, refused -> assertThat(refused.reason())
                        .contains("must take at most 204800"));
    }

    @Test
    void shouldEndAJobThatIsToBeStoppedAndThatNoWorkerHasTaken() {
        run(prepare(Case.FAILS_TO_ANSWER));
        noteTask(row.attemptId(), row.attemptId());
        noteStop(row.attemptId());

        TaskState stopped = tasks.stop(row.attemptId());

        assertThat(stopped.isStopped()).isTrue();
        assertThat(stopped.isOf("a-run-that-was-faster")).isFalse();
        assertThat(stopped.isOf(null)).isTrue();
        assertThat(says("a-late-run", null, null)).isFalse();
    }

    @Test
    void shouldWaitForAJobThatIsToBeStoppedAsLongAsItsLeaseLasts() {
        run(prepare(Case.FAILED_BY_PLATFORM));
        tasks(row.attemptId());
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        noteStop(row.attemptId());

        assertThat(tasks.stop(row.attemptId())).isNull();
        assertThat(tasks.describe(List.of(row.attemptId())).get(0).isStopped()).isFalse();
        clock.advance(LEASE.plusSeconds(10));
        assertThat(tasks.describe(List.of(row.attemptId())).get(0).isStopped()).isTrue();
    }

    @Test
    void shouldTakeBackTheJobOfTheRunThatDoesTheWorkAlone() {
        run(prepare(Case.FAILED_BY_PLATFORM));
        tasks(row.attemptId());
        Execution running = executions.find(row.key()).orElseThrow();

        assertThatThrownBy(
                        () -> reports.store(running, 1, new TaskReports.Said("a-run-that-was-late", null, null, true)))
                .isInstanceOf(ReportRefusedException.class);
        Execution after =
                reports.store(running, 1, new TaskReports.Said(running.task().invocation(), null, null, true));

        assertThat(after).isEqualTo(running);
        TaskState returned = reports.returned(after).orElseThrow();
        assertThat(returned.isStopped()).isTrue();
        assertThat(returned.end().cause()).isEqualTo(EndCause.PLATFORM);
    }

    @Test
    void shouldTakeAJobForLostThatIsSilentUntilItsLeaseIsOverAndRunItElsewhere() {
        JobLeases other = leases(clock);
        run(prepare(Case.FAILED_BY_PLATFORM));
        tasks(row.attemptId());
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        other.renew(row.attemptId());
        clock.advance(LEASE);
        assertThat(other.silent()).isEmpty();
        assertThat(tasks.describe(List.of(row.attemptId())).get(0).isStopped()).isFalse();

        clock.advance(Duration.ofSeconds(3));

        assertThat(other.silent()).containsExactly(row.attemptId());
        assertThat(other.silent()).as("it is asked for once").isEmpty();
        TaskState lost = tasks.describe(List.of(row.attemptId())).get(0);
        assertThat(lost.end().cause()).isEqualTo(EndCause.PLATFORM);
        assertThat(lost.end().reason()).contains("silent until its lease was over");
    }
}
