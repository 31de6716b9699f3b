package execution.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import execution.launch.Launching;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.operations.OptionalStages;
import execution.store.Executions;
import execution.store.StoreFixture;
import execution.store.parts.PartsFixture;
import execution.task.TaskStop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What the sweep does about rows of the real table, and what it hands to the stages. */
class LooksIT {

    private final StoreFixture fixture = StoreFixture.withSlots(10);
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<Object> found = new CopyOnWriteArrayList<>();

    /** What the runner's answer changes. */
    private final AtomicReference<Consumer<Object>> answer = new AtomicReference<>(question -> {});

    private final AnnotationConfigApplicationContext context = fixture.beans(Looks.class, FoundWork.class);
    private final Instant now = Timestamps.now(Clock.systemUTC());
    private Executions executions;
    private Looks looks;

    @BeforeEach
    void start() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:found")
                        .process(exchange -> found.add(exchange.getMessage().getBody()));
                from("direct:ask-for-tasks").process(exchange -> {
                    found.add(exchange.getMessage().getBody());
                    answer.get().accept(exchange.getMessage().getBody());
                });
            }
        });
        camel.start();
        context.registerBean(OptionalStages.class, () -> new OptionalStages(camel));
        context.registerBean(ProducerTemplate.class, () -> camel.createProducerTemplate());
        context.refresh();
        executions = context.getBean(Executions.class);
        looks = context.getBean(Looks.class);
    }

    @AfterEach
    void stop() {
        context.close();
        camel.stop();
    }

    private Execution allocated() {
        return executions.allocate(fixture.created(StoreFixture.newTenant()), Samples.launch());
    }

    private Execution running() {
        return runningFor(Duration.ZERO);
    }

    private Execution runningFor(Duration time) {
        Instant then = now.minus(time);
        return executions.update(
                allocated(),
                row -> row.dispatched("arn-" + row.key().executionId(), then).running(then));
    }

    private Execution row(Execution execution) {
        return executions.find(execution.key()).orElseThrow();
    }

    private void look(Execution execution, Duration later) {
        assertThat(looks.at(List.of(execution.key()), now.plus(later))).containsExactly(execution.lane());
    }

    @Test
    void shouldSeeTheLaneOfThePartsAsWell() {
        Execution job = PartsFixture.withSlots(1).parent();

        assertThat(looks.at(List.of(job.key()), now.plus(Duration.ofMinutes(1))))
                .containsExactlyInAnyOrder(job.lane(), PartsFixture.lane(job.key()));
    }

    @Test
    void shouldHandOverALaunchThatNobodyMadeAndComeAgain() {
        Execution execution = allocated();

        look(execution, Duration.ofMinutes(1));

        assertThat(found)
                .filteredOn(Launching.class::isInstance)
                .singleElement()
                .satisfies(
                        launch -> assertThat(((Launching) launch).attemptId()).isEqualTo(execution.attemptId()));
        assertThat(row(execution).version()).isEqualTo(execution.version() + 1);
        assertThat(row(execution).dueAt()).isAfter(now);
    }

    @Test
    void shouldAskForATaskAndWriteNothingWhereAllIsWell() {
        Execution execution = running();

        look(execution, Duration.ofMinutes(6));

        assertThat(found)
                .filteredOn(TaskQuestion.class::isInstance)
                .singleElement()
                .satisfies(question -> assertThat(((TaskQuestion) question).byReference())
                        .containsOnlyKeys(execution.taskReference()));
        assertThat(found).noneMatch(Launching.class::isInstance).noneMatch(TaskStop.class::isInstance);
        assertThat(row(execution)).isEqualTo(execution);
    }

    @Test
    void shouldStopATaskThatRunsForLongerThanItsJobMay() {
        Execution execution = running();

        look(execution, Duration.ofHours(2));

        assertThat(row(execution).stop().becomes()).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(row(execution).status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(found).filteredOn(TaskStop.class::isInstance).singleElement().satisfies(stop -> assertThat(
                        ((TaskStop) stop).reference())
                .isEqualTo(execution.taskReference()));
    }

    /** Launched at the time of the test, and has to run within two minutes. */
    private Execution starting() {
        Execution pending = StoreFixture.pending(StoreFixture.newTenant());
        Execution limited =
                Execution.create(pending.key(), Samples.limited(3_600, 2, null, 120L), "hash", pending.createdAt());
        executions.create(limited);
        return executions.update(
                executions.allocate(limited, Samples.launch()),
                row -> row.dispatched("arn-" + row.key().executionId(), now));
    }

    @Test
    void shouldStopATaskThatDoesNotRunInTimeAfterItsRunnerWasAskedForIt() {
        Execution execution = starting();

        look(execution, Duration.ofSeconds(119));
        assertThat(row(execution).stop()).isNull();
        look(execution, Duration.ofSeconds(121));

        assertThat(row(execution).stop().reasonClass()).isEqualTo(ReasonClass.START_TIME_OUT);
        assertThat(row(execution).stop().reason()).isEqualTo("did not run within 120 s after its launch");
        assertThat(row(execution).status()).isEqualTo(ExecutionStatus.DISPATCHED);
        assertThat(found).filteredOn(TaskStop.class::isInstance).singleElement().satisfies(stop -> assertThat(
                        ((TaskStop) stop).reference())
                .isEqualTo(execution.taskReference()));
        assertThat(found.indexOf(last(TaskQuestion.class))).isLessThan(found.indexOf(last(TaskStop.class)));
    }

    private Object last(Class<?> type) {
        return found.stream()
                .filter(type::isInstance)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** The task may run: the word that it does was lost, and its runner has not said that it does not. */
    @Test
    void shouldNotStopATaskOfWhichItsRunnerCouldNotBeAsked() throws Exception {
        Execution execution = starting();
        describeEcs();
        answer.set(question -> {
            throw new IllegalStateException("the budget of reads is used up");
        });
        look(execution, Duration.ofSeconds(121));
        assertThat(row(execution).stop()).isNull();

        answer.set(question -> {});
        look(execution, Duration.ofSeconds(122));

        assertThat(row(execution).stop().reasonClass()).isEqualTo(ReasonClass.START_TIME_OUT);
    }

    private void describeEcs() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:describe-ecs").to("mock:described");
            }
        });
    }

    @Test
    void shouldStopATaskInTimeWhoseRunnerTellsNothing() {
        Execution execution = starting();
        answer.set(question -> {
            throw new IllegalStateException("direct:describe-ecs is not there");
        });

        look(execution, Duration.ofSeconds(121));

        assertThat(row(execution).stop().reasonClass()).isEqualTo(ReasonClass.START_TIME_OUT);
    }

    @Test
    void shouldLetATaskRunOfWhichOnlyItsRunnerKnowsThatItRuns() {
        Execution execution = starting();
        answer.set(question -> executions.update(row(execution), row -> row.running(now)));

        look(execution, Duration.ofSeconds(121));

        assertThat(row(execution).stop()).isNull();
        assertThat(row(execution).status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(found).noneMatch(TaskStop.class::isInstance);
    }

    @Test
    void shouldBeBackWhenTheTimeOfAJobIsOver() {
        Execution running = runningFor(Duration.ofMinutes(56));
        Execution execution = running.publishedUpTo(running.seq()).dueAt(now.minusSeconds(1));
        fixture.put(execution);

        look(execution, Duration.ZERO);

        assertThat(row(execution).dueAt()).isEqualTo(execution.deadline());
        assertThat(row(execution).stop()).isNull();
    }

    @Test
    void shouldAskAgainForAStopThatCameToNothing() {
        Execution execution = executions.update(
                running(),
                row -> row.requestStop(new StopIntent(ExecutionStatus.CANCELLED, "cancelled by request", now)));

        look(execution, Duration.ofMinutes(1));

        assertThat(found).filteredOn(TaskStop.class::isInstance).hasSize(1);
        assertThat(row(execution).version()).isEqualTo(execution.version() + 1);
    }

    @Test
    void shouldHandOverWhatMayNotBePublished() {
        Execution execution = running();

        look(execution, Duration.ofMinutes(6));

        assertThat(found).filteredOn(Execution.class::isInstance).containsExactly(execution);
    }

    @Test
    void shouldLeaveAloneWhatIsNotDue() {
        Execution waits = fixture.created(StoreFixture.newTenant());
        Execution runs = running();
        Execution ended = executions.update(running(), row -> row.end(ExecutionStatus.COMPLETED, 0, null, now));

        assertThat(looks.at(List.of(waits.key(), runs.key(), ended.key()), now)).isEmpty();

        assertThat(found).isEmpty();
        assertThat(row(runs)).isEqualTo(runs);
    }

    @Test
    void shouldLookAtTheOthersWhereOneCannotBeRead() {
        Execution broken = allocated();
        fixture.breakRow(broken.key());
        Execution behind = allocated();

        looks.at(List.of(broken.key(), behind.key()), now.plus(Duration.ofMinutes(1)));

        assertThat(found)
                .filteredOn(Launching.class::isInstance)
                .singleElement()
                .satisfies(
                        launch -> assertThat(((Launching) launch).attemptId()).isEqualTo(behind.attemptId()));
    }
}
