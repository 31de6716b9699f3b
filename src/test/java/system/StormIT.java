package system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import local.Names;
import org.junit.jupiter.api.Test;
import system.StormPlan.Entry;
import system.StormPlan.Fate;
import system.StormPlan.Job;

/**
 * Two instances under all faults at once: both are killed and started again in turns, 30 % of the calls to ECS and of
 * its events go wrong, executions are cancelled at any moment, and tasks are killed.
 *
 * <p>{@code -Dstorm.executions} says how many executions there are; {@code -Dstorm.seed} repeats the storm of a failed
 * run.
 */
class StormIT {

    private static final int FEW = 40;
    private static final int EXECUTIONS = Integer.getInteger("storm.executions", FEW);

    /**
     * The seed. The short storm has the same seed each time, so that no build fails by chance; a longer storm has a new
     * one.
     */
    private static final long SEED = Long.getLong("storm.seed", EXECUTIONS > FEW ? new Random().nextInt(1_000_000) : 7);

    /** How often instances are killed: once for each instance, and once more for each so many executions. */
    private static final int EXECUTIONS_A_KILL = 250;

    private static final Map<String, String> PROPERTIES = Map.of(
            "execution.wake-up.from",
            "stream",
            // A busy machine does not hold up a call for that long.
            "execution.sweep.launch",
            "4s",
            "execution.ecs.listed-within",
            "5s");

    /** The most bytes of all logs. A start writes 8 KB; an execution whose calls fail writes 1.7 KB as a rule. */
    private static final long LOG_OF_A_PROCESS = 30_000;

    private static final long LOG_OF_AN_EXECUTION = 4_000;

    @Test
    void shouldEndEveryExecutionByOneTaskAnAttemptAndPublishAllOfItWhateverHappens() throws Exception {
        StormPlan plan = StormPlan.draw(SEED, EXECUTIONS, 2 + EXECUTIONS / EXECUTIONS_A_KILL);
        try (Storm storm = Storm.prepare(plan, PROPERTIES);
                Topic events = Topic.read(Names.EVENTS_TOPIC);
                Topic results = Topic.read(Names.RESULTS_TOPIC)) {
            // When
            storm.rage();

            // Then
            Aftermath aftermath = Aftermath.of(plan.keys());
            aftermath.assertAtMostOneTaskAnAttempt();
            aftermath.assertNeverMoreTasksThanSlots(plan.slots());
            aftermath.assertNothingStartedAfter(storm.endedByCancel());
            Aftermath.assertNoSlotIsHeld(plan.slots().keySet());
            Aftermath.assertResultsPublished(
                    plan.entries().stream()
                            .filter(StormIT::leavesResults)
                            .map(Entry::key)
                            .toList(),
                    storm.instance(0)::execution,
                    results);
            Map<ExecutionKey, JsonNode> executions =
                    aftermath.assertToldAlikeBy(List.of(storm.instance(0), storm.instance(1)));
            Aftermath.assertPublished(executions, events);
            plan.entries()
                    .forEach(entry -> assertEndedAsItHadTo(
                            entry,
                            executions.get(entry.key()),
                            aftermath.tasks(entry.key()).size()));
            assertThat(storm.endedByCancel().keySet())
                    .allMatch(key -> executions.get(key).get("status").asText().equals("cancelled"));
            Aftermath.assertQuiet(
                    storm.logs(), LOG_OF_A_PROCESS * storm.logs().size() + LOG_OF_AN_EXECUTION * EXECUTIONS);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("in the storm of -Dstorm.executions=" + EXECUTIONS + " -Dstorm.seed=" + SEED, e);
        }
    }

    private static boolean leavesResults(Entry entry) {
        return entry.fate() == Fate.LEFT_ALONE && entry.job() != Job.HELD;
    }

    private static void assertEndedAsItHadTo(Entry entry, JsonNode execution, int tasks) {
        String status = execution.get("status").asText();
        String exitCode = execution.path("exit_code").asText();
        String description = entry + " ended as " + execution;
        switch (entry.fate()) {
            case LEFT_ALONE -> {
                assertThat(status).as(description).isEqualTo(entry.job() == Job.FAILING ? "failed" : "completed");
                assertThat(tasks).as(description).isEqualTo(entry.maxAttempts());
            }
            case KILLED ->
                assertThat(status + " " + exitCode)
                        .as(description)
                        .isIn(
                                entry.job() == Job.ENDLESS
                                        ? List.of("failed 137")
                                        : List.of("failed 137", "completed 0"));
            default ->
                assertThat(status)
                        .as(description)
                        .isIn(
                                switch (entry.job()) {
                                    case ENDLESS -> List.of("cancelled");
                                    case FAILING -> List.of("cancelled", "failed");
                                    default -> List.of("cancelled", "completed");
                                });
        }
    }
}
