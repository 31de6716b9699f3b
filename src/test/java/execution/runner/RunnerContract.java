package execution.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import execution.model.Launch;
import execution.model.ReasonClass;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of a runner, for any runner in Java or YAML. A subclass starts a context with the runner's routes and a
 * stand-in for its platform, which it can have answer in each of the ways of {@link Case}. The routes are called as the
 * service calls them, and what they answer is read as the service reads it.
 */
public abstract class RunnerContract {

    /** What the platform does with the next launch. */
    public enum Case {
        /** The task runs until it is stopped. */
        RUNS,
        /** The job ends with exit code 0. */
        SUCCEEDS,
        /** The job ends with exit code 3. */
        FAILS,
        /** The task is launched, and the platform cannot start it at present or takes it away. */
        FAILED_BY_PLATFORM,
        /** The task is launched and can never start, because of what it was launched with. */
        UNUSABLE,
        /** The platform has no room. */
        REFUSED_FOR_NOW,
        /** The platform will never launch this. */
        REFUSED_FOR_GOOD,
        /** The platform was called too often. */
        THROTTLED,
        /** The task is launched and runs until it is stopped, and the answer is lost. */
        ANSWER_LOST,
        /** The platform fails and launches nothing, and does not say so. */
        FAILS_TO_ANSWER
    }

    private static final String TOKEN = "a-token-that-is-nobodys-business";

    private final LaunchAnswers answers = new LaunchAnswers();
    private final Map<String, TaskState> told = new ConcurrentHashMap<>();
    private String attemptId;
    private boolean repeated;
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private CamelContext context;

    /** The task that is to be stopped after the test. */
    private String reference;

    /** Gives the runner's name, which is what its routes' names end with. */
    protected abstract String runner();

    /** Starts a context with the runner's routes, and what they call. The context is stopped after the test. */
    protected abstract CamelContext start() throws Exception;

    /** Gives the id of an attempt that the runner was not called for yet. */
    protected String newAttemptId() {
        return UUID.randomUUID().toString().replace("-", "") + "-1";
    }

    /** Notes the reference of an attempt's task, as the service does after each launch that was answered. */
    protected void noteTask(String attempt, String task) {}

    /** Notes that an attempt's task is to be stopped, as the service does before it asks the runner to stop it. */
    protected void noteStop(String attempt) {}

    /** Ends what the routes called, after the test. */
    protected void end() {}

    /**
     * Has the platform do something with the next launch, and nothing of the kind with those that follow.
     *
     * @return what is to be launched
     */
    protected abstract Launch prepare(Case next);

    /**
     * Gives what the platform tells of a job that ended with exit code 3; another code where it tells no exit codes.
     */
    protected int exitCodeOfFailure() {
        return 3;
    }

    /** Tells whether there is a platform that could take a task away or not start it. */
    protected boolean hasPlatform() {
        return true;
    }

    /** Gives how many tasks the platform has ever had for an attempt. */
    protected abstract long tasks(String attemptId);

    @BeforeEach
    final void startContext() throws Exception {
        context = start();
        // A runner may tell of its tasks by itself instead of waiting for the question.
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:task-state")
                        .process(exchange -> told(exchange.getMessage().getMandatoryBody(TaskState.class)));
            }
        });
        attemptId = newAttemptId();
    }

    private void told(TaskState state) {
        if (state.isStopped()) {
            told.putIfAbsent(state.reference(), state);
        }
    }

    @AfterEach
    final void stopContext() {
        if (reference != null) {
            stop(reference);
        }
        context.stop();
        end();
    }

    @Test
    void shouldLaunchATaskThatItThenKnows() {
        reference = launched(run(prepare(Case.RUNS)));

        assertThat(tasks(attemptId)).isEqualTo(1);
        assertThat(state(reference).reference()).isEqualTo(reference);
        assertThat(state(reference).attemptId()).isEqualTo(attemptId);
    }

    @Test
    void shouldLaunchOneTaskHoweverOftenTheSameIsAskedFor() {
        Launch launch = prepare(Case.RUNS);
        reference = launched(run(launch));

        assertThat(launched(run(launch))).isEqualTo(reference);
        assertThat(tasks(attemptId)).isEqualTo(1);
    }

    @Test
    void shouldLaunchNothingAnewWhenTheTaskHasStopped() {
        Launch launch = prepare(Case.SUCCEEDS);
        String stopped = launched(run(launch));
        awaitStopped(stopped);

        assertThat(launched(run(launch))).isEqualTo(stopped);
        assertThat(tasks(attemptId)).isEqualTo(1);
    }

    @Test
    void shouldRefuseForNow() {
        LaunchAnswer answer = run(prepare(Case.REFUSED_FOR_NOW));

        assertThat(answer).isInstanceOfSatisfying(LaunchAnswer.Refused.class, refused -> {
            assertThat(refused.passing()).isTrue();
            assertThat(refused.reason()).isNotBlank();
            assertThat(refused.why().reasonClass()).isEqualTo(ReasonClass.CAPACITY);
        });
        assertNothingLaunched(answer);
    }

    @Test
    void shouldRefuseForGood() {
        LaunchAnswer answer = run(prepare(Case.REFUSED_FOR_GOOD));

        assertThat(answer).isInstanceOfSatisfying(LaunchAnswer.Refused.class, refused -> {
            assertThat(refused.passing()).isFalse();
            assertThat(refused.reason()).isNotBlank();
            assertThat(refused.why().reasonClass()).isEqualTo(ReasonClass.UNUSABLE);
        });
        assertNothingLaunched(answer);
    }

    @Test
    void shouldLaunchTheSameLaterWhenThereWereTooManyCalls() {
        Launch launch = prepare(Case.THROTTLED);
        LaunchAnswer answer = run(launch);

        assertThat(answer).isInstanceOf(LaunchAnswer.NotNow.class);
        assertNothingLaunched(answer);
        reference = launched(run(launch));
    }

    @Test
    void shouldFindItsTaskAgainWhenTheAnswerIsLost() {
        Launch launch = prepare(Case.ANSWER_LOST);
        LaunchAnswer answer = run(launch);

        assertThat(answer).isInstanceOf(LaunchAnswer.Unclear.class);
        assertThat(answer.toString()).doesNotContain(TOKEN);
        reference = launched(runUntilClear(launch));
        assertThat(tasks(attemptId)).isEqualTo(1);
    }

    @Test
    void shouldNotRefuseAnAttemptThatHasATask() {
        Launch launch = prepare(Case.ANSWER_LOST);
        run(launch);

        prepare(Case.REFUSED_FOR_NOW);
        LaunchAnswer answer = run(launch);

        assertThat(answer).isNotInstanceOf(LaunchAnswer.Refused.class);
        reference = launched(answer instanceof LaunchAnswer.Unclear ? runUntilClear(launch) : answer);
        assertThat(tasks(attemptId)).isEqualTo(1);
    }

    @Test
    void shouldNotSayThatNothingWasLaunchedWhenItIsNotKnown() {
        Launch launch = prepare(Case.FAILS_TO_ANSWER);
        LaunchAnswer answer = run(launch);

        assertThat(answer).isInstanceOf(LaunchAnswer.Unclear.class);
        assertThat(answer.toString()).doesNotContain(TOKEN);
        LaunchAnswer clear = runUntilClear(launch);
        if (clear instanceof LaunchAnswer.Refused refused) {
            // A platform that knows no call again is not called again, and the next attempt is launched.
            assertThat(refused.passing()).isTrue();
            assertThat(tasks(attemptId)).isZero();
        } else {
            reference = launched(clear);
            assertThat(tasks(attemptId)).isEqualTo(1);
        }
    }

    @Test
    void shouldTellWhichTaskAnAttemptHas() {
        assumeThat(context.hasEndpoint("direct:find-" + runner()))
                .as("a runner may do without find-")
                .isNotNull();
        Launch launch = prepare(Case.RUNS);
        reference = launched(run(launch));

        assertThat(find(attemptId, launch)).isEqualTo(new LaunchAnswer.Launched(reference));
        assertThat(find(newAttemptId(), launch)).isInstanceOf(LaunchAnswer.Nothing.class);
        assertThat(tasks(attemptId)).as("to look for a task launches none").isEqualTo(1);
    }

    @Test
    void shouldTellWhichTaskAnAttemptHadThatHasStopped() {
        assumeThat(context.hasEndpoint("direct:find-" + runner()))
                .as("a runner may do without find-")
                .isNotNull();
        Launch launch = prepare(Case.SUCCEEDS);
        String stopped = launched(run(launch));
        awaitStopped(stopped);

        assertThat(find(attemptId, launch)).isEqualTo(new LaunchAnswer.Launched(stopped));
    }

    @Test
    void shouldTellThatTheJobRuns() {
        reference = launched(run(prepare(Case.RUNS)));

        TaskState started = awaitPhase(reference, TaskPhase.STARTED);

        assertThat(started.isStopped()).isFalse();
    }

    @Test
    void shouldTellThatTheJobSucceeded() {
        TaskEnd end = endOf(prepare(Case.SUCCEEDS));

        assertThat(end.exitCode()).isZero();
        assertThat(end.cause()).isEqualTo(EndCause.JOB);
    }

    @Test
    void shouldTellTheExitCodeOfAJobThatFailed() {
        TaskEnd end = endOf(prepare(Case.FAILS));

        assertThat(end.exitCode()).isEqualTo(exitCodeOfFailure()).isNotZero();
        assertThat(end.cause()).isEqualTo(EndCause.JOB);
        assertThat(end.reasonClass()).isEqualTo(ReasonClass.EXIT_CODE);
    }

    @Test
    void shouldTellThatThePlatformIsToBlame() {
        assumeThat(hasPlatform()).as("the service itself is the platform").isTrue();
        TaskEnd end = endOf(prepare(Case.FAILED_BY_PLATFORM));

        assertThat(end.cause()).isEqualTo(EndCause.PLATFORM);
        assertThat(end.reasonClass())
                .as("a class that is the platform's doing, or none")
                .isNotIn(
                        ReasonClass.EXIT_CODE,
                        ReasonClass.OUT_OF_MEMORY,
                        ReasonClass.UNUSABLE,
                        ReasonClass.STOPPED_BY_HAND);
        assertThat(Integer.valueOf(0).equals(end.exitCode())).isFalse();
        assertThat(end.reason()).isNotBlank();
    }

    @Test
    void shouldTellThatTheTaskCanNeverStart() {
        TaskEnd end = endOf(prepare(Case.UNUSABLE));

        assertThat(end.cause()).isEqualTo(EndCause.UNUSABLE);
        assertThat(end.reasonClass()).isEqualTo(ReasonClass.UNUSABLE);
        assertThat(end.exitCode()).isNull();
        assertThat(end.reason()).isNotBlank();
    }

    @Test
    void shouldStopATaskAndTellThatItWasAsked() {
        Launch launch = prepare(Case.RUNS);
        String running = launched(run(launch));
        TaskState started = awaitPhase(running, TaskPhase.STARTED);

        stop(running);

        TaskState stopped = awaitStopped(running);
        assertThat(stopped.endOf(launch.container()).cause()).isEqualTo(EndCause.REQUESTED);
        assertThat(stopped.endOf(launch.container()).reasonClass()).isEqualTo(ReasonClass.STOPPED_BY_HAND);
        assertThat(stopped.isOlderThan(started.version()))
                .as("states are counted upwards, or not at all")
                .isFalse();
    }

    @Test
    void shouldTakeATaskThatHasStoppedOrIsNotKnownForStopped() {
        String stopped = launched(run(prepare(Case.SUCCEEDS)));
        awaitStopped(stopped);

        stop(stopped);
        stop(unknown(stopped));

        assertThat(state(stopped).isStopped()).isTrue();
    }

    @Test
    void shouldLeaveOutTasksThatItDoesNotKnow() {
        reference = launched(run(prepare(Case.RUNS)));

        assertThat(describe(unknown(reference), reference))
                .extracting(TaskState::reference)
                .containsExactly(reference);
    }

    private static String unknown(String known) {
        return known + "0";
    }

    private void assertNothingLaunched(LaunchAnswer answer) {
        assertThat(tasks(attemptId)).isZero();
        assertThat(answer.toString()).doesNotContain(TOKEN);
    }

    private TaskEnd endOf(Launch launch) {
        return awaitStopped(launched(run(launch))).endOf(launch.container());
    }

    private static String launched(LaunchAnswer answer) {
        assertThat(answer).isInstanceOf(LaunchAnswer.Launched.class);
        return ((LaunchAnswer.Launched) answer).reference();
    }

    /** Asks again as long as the answer is unclear, as the service does. */
    private LaunchAnswer runUntilClear(Launch launch) {
        return await().pollInterval(Duration.ofMillis(20))
                .until(() -> run(launch), answer -> !(answer instanceof LaunchAnswer.Unclear));
    }

    /** Asks for a launch, and gives the answer as the service reads it. */
    protected LaunchAnswer run(Launch launch) {
        Map<String, String> environment = new TreeMap<>(launch.environment());
        environment.put("EXECUTION_CALLBACK_TOKEN", TOKEN);
        Exchange exchange = call("run-", new LaunchRequest(launch, attemptId, environment), headers(launch));
        LaunchAnswer answer = exchange.getException() == null
                ? answers.ran(exchange.getMessage().getBody(String.class))
                : answers.failed(exchange.getException());
        repeated |= !(answer instanceof LaunchAnswer.NotNow);
        if (answer instanceof LaunchAnswer.Launched task) {
            noteTask(attemptId, task.reference());
        }
        return answer;
    }

    private LaunchAnswer find(String attempt, Launch launch) {
        Exchange exchange = call("find-", attempt, headers(launch));
        return exchange.getException() == null
                ? answers.found(exchange.getMessage().getBody(String.class))
                : answers.failed(exchange.getException());
    }

    private Map<String, Object> headers(Launch launch) {
        return Map.of(
                "execution_id",
                "execution",
                "tenant_id",
                "tenant",
                "attempt",
                1,
                "launch",
                launch,
                "repeated",
                repeated,
                "attempt_started_at",
                startedAt.toString());
    }

    private void stop(String task) {
        noteStop(attemptId);
        assertThat(call("stop-", task, Map.of("reason", "cancelled by request")).getException())
                .isNull();
    }

    private List<TaskState> describe(String... tasks) {
        Exchange exchange = call("describe-", List.of(tasks), Map.of());
        assertThat(exchange.getException()).isNull();
        List<?> states = exchange.getMessage().getBody(List.class);
        assertThat(states).allSatisfy(state -> assertThat(state).isInstanceOf(TaskState.class));
        return states.stream().map(TaskState.class::cast).toList();
    }

    private TaskState state(String task) {
        if (told.containsKey(task)) {
            return told.get(task);
        }
        List<TaskState> states = describe(task);
        assertThat(states).hasSize(1);
        return states.get(0);
    }

    private TaskState awaitStopped(String task) {
        return awaitPhase(task, TaskPhase.STOPPED);
    }

    private TaskState awaitPhase(String task, TaskPhase phase) {
        return await().pollInterval(Duration.ofMillis(20)).until(() -> state(task), state -> state.phase() == phase);
    }

    private Exchange call(String operation, Object body, Map<String, Object> headers) {
        return context.createProducerTemplate().send("direct:" + operation + runner(), exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new TreeMap<>(headers));
        });
    }
}
