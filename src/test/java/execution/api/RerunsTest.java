package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.AcceptedJob;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.PartitionPlan;
import execution.model.Samples;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.security.Caller;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerunsTest {

    private static final ExecutionKey KEY = Samples.pending("demo").key();
    private static final String OTHER = "0123456789abcdef0123456789abcdef";

    private final Caller caller = mock(Caller.class);
    private final Executions executions = mock(Executions.class);
    private final PartitionStore store = mock(PartitionStore.class);
    private final Catalogue catalogue = mock(Catalogue.class);
    private final Reruns reruns = new Reruns(caller, executions, store, catalogue);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @BeforeEach
    void isThere() {
        when(caller.tenant()).thenReturn("demo");
        is(ended(Samples.pending("demo")));
    }

    private void is(Execution execution) {
        when(executions.find(KEY)).thenReturn(Optional.of(execution));
    }

    private static Execution ended(Execution pending) {
        return pending.end(ExecutionStatus.CANCELLED, null, "cancelled", Samples.CREATED);
    }

    private JsonNode event(String body) throws Exception {
        reruns.event(
                body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                KEY.jitEventId(),
                KEY.executionId(),
                exchange);
        return new ObjectMapper().readTree(exchange.getMessage().getBody(byte[].class));
    }

    @Test
    void shouldAskForTheSameJobUnderAnotherId() throws Exception {
        JsonNode event = event(null);

        assertThat(event.path("jit_event_id").asText()).isEqualTo(KEY.jitEventId());
        assertThat(event.path("execution_id").asText()).matches("[0-9a-f]{32}").isNotEqualTo(KEY.executionId());
        assertThat(event.path("job_name").asText()).isEqualTo("scan");
        assertThat(event.path("input").asText()).isEqualTo("sample.jar");
        assertThat(event.path("vendor").asText()).isEqualTo("github");
        assertThat(event.at("/additional_attributes/nested/flag").asBoolean()).isTrue();
        assertThat(event.at("/steps/0/params/args").asText()).isEqualTo("-r /code");
        assertThat(exchange.getProperty(Reruns.RERUN_OF)).isEqualTo(KEY.executionId());
    }

    /** What the contract does not have of an event is refused by the trigger. */
    @Test
    void shouldSayNothingThatAnEventMayNotSay() throws Exception {
        is(ended(Execution.create(
                KEY,
                Samples.job(1)
                        .withAsset("name", "type", "a vendor")
                        .withPriority(7)
                        .withRerunOf(OTHER)
                        .withTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                "hash",
                Samples.CREATED)));

        InputSchema.of("JobEvent").check(event(null)).refuse();
    }

    private static Execution partitioned(PartitionPlan plan) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.valueToTree(Samples.job(1, PartitionPlan.RUNNER));
        json.set("partitions", mapper.valueToTree(plan));
        return ended(Execution.create(KEY, mapper.convertValue(json, AcceptedJob.class), "hash", Samples.CREATED));
    }

    private static PartitionPlan plan(Integer count, String object, String bucket, String repairOf) {
        return new PartitionPlan("worker", count, object, bucket, 3, 4, 5, true, 6, 7, "sum", repairOf);
    }

    @Test
    void shouldAskForTheSameParts() throws Exception {
        is(partitioned(plan(16, null, null, OTHER)));

        JsonNode counted = event(null);

        InputSchema.of("JobEvent").check(counted).refuse();
        assertThat(counted.path("job_runner").asText()).isEqualTo("worker");
        assertThat(counted.path("partitions").toString())
                .isEqualTo("{\"count\":16,\"max_in_flight\":3,\"tolerated_failures\":4,\"tolerated_percent\":5,"
                        + "\"fail_fast\":true,\"attempts\":6,\"timeout_seconds\":7,\"aggregator\":\"sum\"}");
        assertThat(exchange.getProperty(Reruns.AGAIN)).isEqualTo(new PartitionRequest.Again(null, null));

        is(partitioned(plan(null, "demo/a/b.jsonl", "input", null)));
        assertThat(event(null).at("/partitions/object").asText()).isEqualTo("a/b.jsonl");
    }

    @Test
    void shouldFindTheListOfTheSamePartsWhereItIsKept() throws Exception {
        String list = PartitionPlan.listKey("demo", "digest");
        is(partitioned(plan(null, list, "results", null)));

        JsonNode event = event(null);

        InputSchema.of("JobEvent").check(event).refuse();
        assertThat(event.path("partitions").has("object")).isFalse();
        assertThat(exchange.getProperty(Reruns.AGAIN)).isEqualTo(new PartitionRequest.Again(list, null));
    }

    private JsonNode repair() throws Exception {
        reruns.repair(null, KEY.jitEventId(), KEY.executionId(), exchange);
        return new ObjectMapper().readTree(exchange.getMessage().getBody(byte[].class));
    }

    private void partsAre(PartCounts counts) {
        when(store.job(KEY))
                .thenReturn(Optional.of(new PartitionJob(
                        KEY,
                        1,
                        1,
                        PartitionJob.Phase.ENDED,
                        counts.total(),
                        1,
                        0,
                        null,
                        1,
                        counts,
                        1,
                        counts,
                        1,
                        0,
                        0,
                        0,
                        0,
                        null,
                        false,
                        null,
                        null,
                        Samples.CREATED)));
    }

    @Test
    void shouldAskForTheSamePartsAsARepair() throws Exception {
        is(partitioned(plan(16, null, null, OTHER)));
        partsAre(new PartCounts(0, 0, 0, 15, 1, 0));

        JsonNode event = repair();

        InputSchema.of("JobEvent").check(event).refuse();
        assertThat(event.at("/partitions/count").asInt()).isEqualTo(16);
        assertThat(exchange.getProperty(Reruns.AGAIN)).isEqualTo(new PartitionRequest.Again(null, KEY.executionId()));
        assertThat(exchange.getProperty(Reruns.RERUN_OF)).isEqualTo(KEY.executionId());
        assertThat(repair()).as("the same again").isEqualTo(event);
        assertThat(event.path("execution_id")).isNotEqualTo(event(null).path("execution_id"));
    }

    @Test
    void shouldRepairNothingThatIsWholeOrUnknown() throws Exception {
        is(ended(Samples.pending("demo")));
        assertThatThrownBy(this::repair).hasMessageContaining("has no parts");
        is(partitioned(plan(16, null, null, null)));
        when(store.job(KEY)).thenReturn(Optional.empty());
        assertThatThrownBy(this::repair).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.getStatusCode().value()).isEqualTo(409);
            assertThat(problem).hasMessageContaining("not known");
        });
        partsAre(new PartCounts(0, 0, 0, 16, 0, 0));
        assertThatThrownBy(this::repair).hasMessageContaining("no part of the execution has failed");
        partsAre(new PartCounts(0, 0, 0, 1, 0, 15));
        repair();
        is(Samples.running(1));
        assertThatThrownBy(this::repair).hasMessageContaining("has not ended");
    }

    @Test
    void shouldLeaveOutWhatOnlyAnAssetMaySayOfItsVendor() throws Exception {
        is(ended(Execution.create(KEY, withVendor(Samples.job(1), "A vendor, Inc."), "hash", Samples.CREATED)));

        assertThat(event(null).has("vendor")).isFalse();
    }

    private static AcceptedJob withVendor(AcceptedJob job, String vendor) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.valueToTree(job);
        json.put("vendor", vendor);
        return mapper.convertValue(json, AcceptedJob.class);
    }

    @Test
    void shouldMakeTheSameEventHoweverOftenItIsAsked() throws Exception {
        assertThat(event(null))
                .isEqualTo(event(""))
                .isEqualTo(event("{}"))
                .isEqualTo(event("{\"execution_id\": null}"));
    }

    @Test
    void shouldTakeTheIdOfTheCallersChoice() throws Exception {
        assertThat(event("{\"execution_id\": \"" + OTHER + "\"}")
                        .path("execution_id")
                        .asText())
                .isEqualTo(OTHER);
    }

    @Test
    void shouldAskForNoMorePriorityThanTheTasksFileAllowsNow() throws Exception {
        is(ended(Execution.create(KEY, Samples.job(1).withPriority(8), "hash", Samples.CREATED)));
        assertThat(event(null).path("priority").asInt()).isEqualTo(8);

        TaskFile file = mock(TaskFile.class);
        when(file.priority()).thenReturn(new TaskFile.Priority(2, 5));
        when(catalogue.find("scan")).thenReturn(Optional.of(file));

        assertThat(event(null).path("priority").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"execution_id\": \"../x\"}",
                "{\"execution_id\": 1}",
                "{\"rerun_of\": \"0123456789abcdef0123456789abcdef\"}",
                "{\"execution_id\": \"490de6d6113c4deba97856c5b0cbf17c\"}",
            })
    void shouldRefuseABodyThatIsNotOfItsForm(String body) {
        assertThatThrownBy(() -> event(body)).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(
                        problem.getStatusCode().value())
                .isEqualTo(400));
        assertThatThrownBy(() -> event("{\"execution_id\": \"" + "a".repeat(2_000) + "\"}"))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void shouldRefuseWhatHasNotEnded() {
        is(Samples.running(1));

        assertThatThrownBy(() -> event(null)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.getStatusCode().value()).isEqualTo(409);
            assertThat(problem).hasMessageContaining("running");
        });
    }

    @Test
    void shouldKnowTheTenantsOwnExecutionsAlone() {
        when(caller.tenant()).thenReturn("other");

        assertThatThrownBy(() -> event(null)).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(
                        problem.getStatusCode().value())
                .isEqualTo(404));
        assertThatThrownBy(() -> reruns.event(null, "no id", "no id", exchange))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.getStatusCode().value()).isEqualTo(404));
    }
}
