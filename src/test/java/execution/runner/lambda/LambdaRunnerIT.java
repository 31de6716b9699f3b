package execution.runner.lambda;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.catalogue.Catalogue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.Report;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.runner.RunnerContract;
import execution.runner.RunnerSettings;
import execution.runner.Runners;
import execution.store.Executions;
import execution.store.StoreFixture;
import execution.task.ReportRefusedException;
import execution.task.TaskReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import local.LocalLogs;
import local.Names;
import local.lambda.Function;
import local.lambda.LocalLambda;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import routes.ServiceRoutes;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * The runner lambda with its routes as they are shipped, on the local Lambda and on real rows. The function reports as
 * a function has to, without HTTP in between.
 */
class LambdaRunnerIT extends RunnerContract {

    private static final String FUNCTION = "task";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final StoreFixture FIXTURE = StoreFixture.withSlots(1_000);
    private static AnnotationConfigApplicationContext beans;
    private static Executions executions;
    private static TaskReports reports;
    private static LocalLambda lambda;
    private static LocalLogs logs;
    private static LambdaClient client;
    private static volatile CamelContext running;

    private final String tenant = StoreFixture.newTenant();
    private final AtomicInteger decided = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private volatile Execution row;
    private volatile Case next = Case.RUNS;

    @BeforeAll
    static void startLambda() throws IOException {
        RunnerSettings settings = new LambdaSettings(Catalogue.of());
        beans = FIXTURE.beans(
                TaskReports.class, LambdaTasks.class, LambdaRecords.class, LambdaInvocations.class, LambdaEvents.class);
        beans.registerBean(ObjectMapper.class, () -> MAPPER);
        beans.registerBean(Runners.class, () -> new Runners(List.of(settings)));
        beans.registerBean(
                LambdaProperties.class,
                () -> new LambdaProperties(Duration.ofMinutes(15), Duration.ofMinutes(16), true));
        beans.refresh();
        executions = beans.getBean(Executions.class);
        reports = beans.getBean(TaskReports.class);
        logs = LocalLogs.start(0, null);
        lambda = LocalLambda.start(
                0, record -> running.createProducerTemplate().sendBody("direct:lambda-event", record), logs);
        client = LambdaClient.builder()
                .endpointOverride(lambda.endpoint())
                .region(Names.REGION)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(calls -> calls.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterAll
    static void stopLambda() {
        client.close();
        lambda.close();
        logs.close();
        beans.close();
    }

    @Override
    protected String runner() {
        return "lambda";
    }

    @Override
    protected CamelContext start() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("lambdaClient", client);
        context.getRegistry().bind("lambdaInvocations", beans.getBean(LambdaInvocations.class));
        context.getRegistry().bind("lambdaTasks", beans.getBean(LambdaTasks.class));
        context.getRegistry().bind("lambdaRecords", beans.getBean(LambdaRecords.class));
        context.addRoutes(ServiceRoutes.lambda());
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context)
                        .resolveResource("classpath:routes/run-lambda.camel.yaml"));
        context.start();
        running = context;
        lambda.put(new Function(FUNCTION, this::handle, 0));
        return context;
    }

    @Override
    protected String newAttemptId() {
        ExecutionKey key = new ExecutionKey(
                tenant,
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString().replace("-", ""));
        Execution pending = Execution.create(key, Samples.job(1, "lambda"), "hash", Timestamps.now(Clock.systemUTC()));
        executions.create(pending);
        Execution allocated = executions.allocate(pending, launch(FUNCTION));
        row = row == null ? allocated : row;
        return allocated.attemptId();
    }

    private static Launch launch(String function) {
        return new Launch("task", "task", null, null, null, Map.of(), Map.of("function", function));
    }

    @Override
    protected Launch prepare(Case planned) {
        lambda.faults().clear();
        next = planned;
        switch (planned) {
            case FAILED_BY_PLATFORM -> lambda.faults().letNextBecomeTooOld(1);
            case REFUSED_FOR_NOW -> lambda.faults().refuseNext(1, 409, "ResourceConflictException");
            case THROTTLED -> lambda.faults().throttleNext(1);
            case ANSWER_LOST -> lambda.faults().loseNextAnswers(1);
            case FAILS_TO_ANSWER -> lambda.faults().failNext(1);
            default -> {
                // The function does what is planned.
            }
        }
        return launch(planned == Case.REFUSED_FOR_GOOD ? "no-such-function" : FUNCTION);
    }

    /** Waits until each invocation has asked whether it may start, and gives how many may. */
    @Override
    protected long tasks(String attemptId) {
        await().until(() -> lambda.taken().stream()
                        .filter(invocation -> attemptId.equals(attempt(invocation.event())))
                        .count()
                == decided.get());
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

    private static String attempt(String event) {
        try {
            return MAPPER.readTree(event).path("attempt_id").textValue();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does what a function has to do: it asks whether it may start, works, and says how that ended. */
    private Function.Answer handle(String event, String requestId) throws InterruptedException {
        String invocation = requestId + "/" + UUID.randomUUID();
        if (next == Case.UNUSABLE) {
            return Function.Answer.error("Runtime.HandlerNotFound", "there is no such handler");
        }
        boolean may = says(invocation, null, null);
        started.addAndGet(may ? 1 : 0);
        decided.incrementAndGet();
        if (may && next == Case.SUCCEEDS) {
            says(invocation, ExecutionStatus.COMPLETED, null);
        } else if (may && next == Case.FAILS) {
            says(invocation, ExecutionStatus.FAILED, 3);
        } else if (may) {
            while (says(invocation, null, null)) {
                Thread.sleep(20);
            }
            says(invocation, ExecutionStatus.FAILED, 143);
        }
        return Function.Answer.of("null");
    }

    private boolean says(String invocation, ExecutionStatus end, Integer exitCode) {
        Report report = end == null
                ? null
                : new Report(end, exitCode, null, null, null, null, null, Timestamps.now(Clock.systemUTC()));
        try {
            reports.store(executions.find(row.key()).orElseThrow(), 1, new TaskReports.Said(invocation, report, null));
            return true;
        } catch (ReportRefusedException e) {
            return false;
        }
    }
}
