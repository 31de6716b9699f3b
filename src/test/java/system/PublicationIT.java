package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.model.UnusableMessageException;
import execution.store.ExecutionStore;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import local.Names;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What consumers learn of an execution. */
class PublicationIT {

    private static final String FAMILY_WITH_PARSER = "instant-with-parser";
    private static final String FAMILY_WITH_MANY_FINDINGS = "instant-with-many-findings";
    private static final String FAMILY_WITH_FAILING_PARSER = "instant-with-failing-parser";
    private static final String FAMILY_WITH_DOCUMENTS = "instant-with-documents";
    private static final String FAMILY_NOT_READ = "instant-not-read";

    private static RunningService service;
    private static Topic events;
    private static Topic results;
    private static Topic documents;

    @BeforeAll
    static void start() throws Exception {
        SharedPlatform.registerInstant(FAMILY_WITH_PARSER);
        SharedPlatform.registerInstant(FAMILY_WITH_MANY_FINDINGS);
        SharedPlatform.registerInstant(FAMILY_WITH_FAILING_PARSER);
        SharedPlatform.registerInstant(FAMILY_NOT_READ);
        SharedPlatform.registerInstant(FAMILY_WITH_DOCUMENTS);
        service = RunningService.start(SharedPlatform.get());
        service.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:parse-" + FAMILY_WITH_PARSER).bean(Findings.class, "parse");
                from("direct:parse-" + FAMILY_WITH_MANY_FINDINGS).bean(Findings.class, "parseMany");
                from("direct:parse-" + FAMILY_WITH_DOCUMENTS).bean(Findings.class, "post");
                from("direct:parse-" + FAMILY_WITH_FAILING_PARSER)
                        .routeId("failing-parser")
                        .throwException(NumberFormatException.class, "on line 1");
                from("direct:parse-" + FAMILY_NOT_READ)
                        .throwException(UnusableMessageException.class, "line 1 is no report of this scanner");
            }
        });
        events = Topic.read(Names.EVENTS_TOPIC);
        results = Topic.read(Names.RESULTS_TOPIC);
        documents = Topic.read(Names.DOCUMENTS_TOPIC);
    }

    @AfterAll
    static void stop() {
        service.close();
        events.close();
        results.close();
        documents.close();
    }

    @Test
    void shouldPublishEveryStatusChangeInOrder() {
        // When
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));

        // Then
        service.awaitStatus(key, "completed");
        assertPublished(key);
        JsonNode last = events.events(key).get(events.events(key).size() - 1);
        assertThat(last.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "schema_version",
                        "event_id",
                        "execution_id",
                        "jit_event_id",
                        "tenant_id",
                        "seq",
                        "status",
                        "previous_status",
                        "occurred_at",
                        "attempt",
                        "exit_code",
                        "reason");
        assertThat(last.get("event_id").asText()).isEqualTo(key.executionId() + ":" + last.get("seq"));
        assertThat(last.get("execution_id").asText()).isEqualTo(key.executionId());
        assertThat(last.get("jit_event_id").asText()).isEqualTo(key.jitEventId());
        assertThat(last.get("tenant_id").asText()).isEqualTo(key.tenantId());
        assertThat(last.get("status").asText()).isEqualTo("completed");
        assertThat(last.get("attempt").asInt()).isEqualTo(1);
        assertThat(last.get("exit_code").asInt()).isZero();
        assertThat(last.get("reason").isNull()).isTrue();
        assertThat(events.events(key).get(0).get("previous_status").isNull()).isTrue();
    }

    @Test
    void shouldPublishWhatAParserPostsAndThenAnnounceIt() {
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event(FAMILY_WITH_DOCUMENTS));

        List<JsonNode> announced = await("results of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> results.all(key), messages -> !messages.isEmpty());
        List<JsonNode> posted = await("documents of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> documents.all(key), messages -> messages.size() >= 2);
        assertThat(announced.get(0).get("documents")).isEmpty();
        assertThat(announced.get(0).get("has_findings").asBoolean()).isTrue();
        assertThat(posted).hasSize(2);
        assertThat(posted.get(0).at("/__docs/data/0/NonTemporalKey").asText())
                .isEqualTo("df38ac1f5d23a117ab7eccc2889c68b2112d05392e82c9ed55982e7049674068");
        assertThat(documents.headers(key).get(0))
                .containsEntry("ParentKey", "df38ac1f5d23a117ab7eccc2889c68b2112d05392e82c9ed55982e7049674068")
                .containsEntry("Subject", FAMILY_WITH_DOCUMENTS)
                .containsOnlyKeys("ParentKey", "TemporalKey", "Subject");
        String large = posted.get(1).at("/__docs/data/0/Data/__Document").asText();
        String prefix = "s3://" + Names.RESULTS_BUCKET + "/";
        assertThat(large).startsWith(prefix + "documents/" + key.tenantId() + "/");
        assertThat(SharedPlatform.get()
                        .s3()
                        .getObjectAsBytes(
                                get -> get.bucket(Names.RESULTS_BUCKET).key(large.substring(prefix.length())))
                        .asUtf8String())
                .contains("\"address\":\"1.2.3.5\"");
    }

    @Test
    void shouldGoOnWithoutTheTopicAndPublishEverythingOnceItIsBack() throws Exception {
        // Given
        RouteController routes = service.bean(CamelContext.class).getRouteController();
        routes.stopRoute("publish-event");
        String tenant = SharedPlatform.newTenant();

        // When
        List<ExecutionKey> keys = IntStream.range(0, 10)
                .mapToObj(i -> service.trigger(tenant, RunningService.event("instant")))
                .toList();

        // Then
        keys.forEach(key -> service.awaitStatus(key, "completed"));
        assertThat(keys).allMatch(key -> events.all(key).isEmpty());

        // When
        routes.startRoute("publish-event");

        // Then
        keys.forEach(PublicationIT::assertPublished);
    }

    @Test
    void shouldPublishTheEventOfAPendingExecutionWhoseInstanceDiedBeforeItDid() {
        // Given
        String tenant = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(tenant, 0);
        Execution execution = Execution.create(
                new ExecutionKey(
                        tenant,
                        UUID.randomUUID().toString(),
                        UUID.randomUUID().toString().replace("-", "")),
                Samples.job(1),
                "hash",
                Timestamps.now(Clock.systemUTC()));

        // When
        service.bean(ExecutionStore.class).create(execution);

        // Then
        assertThat(events.awaitEvents(execution.key(), 1))
                .extracting(event -> event.get("status").asText())
                .containsExactly("pending");
        await("the lane's mark moves on, so that it is not published for ever")
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> SharedPlatform.pendingEventsMark(tenant)
                        .endsWith(execution.key().executionId()));
        assertThat(SharedPlatform.row(execution.key()).get("version").n())
                .as("writes of the row")
                .isEqualTo("1");
        service.cancel(execution.key());
    }

    @Test
    void shouldCountAsPublishedOnlyWhatEveryReplicaHasAndGiveUpInTime() {
        // When
        KafkaConfiguration kafka = service.bean(CamelContext.class)
                .getEndpoint("kafka:" + Names.EVENTS_TOPIC, KafkaEndpoint.class)
                .getConfiguration();

        // Then
        assertThat(kafka.getRequestRequiredAcks()).isEqualTo("all");
        assertThat(kafka.isEnableIdempotence())
                .as("a refusal would be final for an idempotent producer")
                .isFalse();
        assertThat(kafka.getDeliveryTimeoutMs()).isEqualTo(15_000);
        assertThat(kafka.getMaxBlockMs()).isEqualTo(5_000);
    }

    @Test
    void shouldLeaveNothingToTheSweepOnceEverythingIsPublished() {
        // When
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));

        // Then
        service.awaitStatus(key, "completed");
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> !SharedPlatform.row(key).containsKey("GSI6PK"));
        assertPublished(key);
    }

    @Test
    void shouldAnnounceResultsWithoutDocumentsWhereTheTaskHasNoParser() {
        // When
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));

        // Then
        JsonNode message = awaitResults(key);
        assertThat(message.get("documents")).isEmpty();
        assertThat(message.get("has_findings").asBoolean()).isFalse();
        assertThat(message.get("task").asText()).isEqualTo("instant");
        assertThat(message.get("attempt").asInt()).isEqualTo(1);
        assertThat(message.get("tenant_id").asText()).isEqualTo(key.tenantId());
        assertThat(message.get("object").asText()).startsWith("s3://" + Names.RESULTS_BUCKET + "/results/");
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> SharedPlatform.row(key).containsKey("results_key"));
        assertThat(service.execution(key).get("has_findings").asBoolean()).isFalse();
    }

    @Test
    void shouldPublishWhatTheParserFoundAndMarkTheExecution() {
        // When
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event(FAMILY_WITH_PARSER));

        // Then
        JsonNode message = awaitResults(key);
        assertThat(message.get("has_findings").asBoolean()).isTrue();
        assertThat(message.at("/documents/lines/0/text").asText()).contains("Nothing was scanned");
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> service.execution(key).get("has_findings").asBoolean());
        service.awaitStatus(key, "completed");
    }

    @Test
    void shouldPublishInSeveralMessagesWhatOneCannotHold() {
        // When
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event(FAMILY_WITH_MANY_FINDINGS));

        // Then
        int parts = awaitResults(key).get("parts").asInt();
        assertThat(parts).isGreaterThan(1);
        List<JsonNode> messages = await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> results.all(key), published -> published.size() >= parts);
        assertThat(messages)
                .extracting(message -> message.get("part").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, parts).boxed().toList());
        assertThat(messages).allMatch(message -> message.get("has_findings").asBoolean());
        assertThat(messages)
                .flatExtracting(message -> message.at("/documents/lines").findValues("number"))
                .extracting(JsonNode::asInt)
                .containsExactlyElementsOf(
                        IntStream.range(0, Findings.MANY).boxed().toList());
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> service.execution(key).get("has_findings").asBoolean());
    }

    @Test
    void shouldSayOnTheExecutionWhyItsResultsCanNeverBeRead() {
        // When
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event(FAMILY_NOT_READ));

        // Then
        service.awaitStatus(key, "completed");
        await().atMost(RunningService.LONGEST_WAIT)
                .until(
                        () -> service.execution(key).path("results_error").asText(),
                        "line 1 is no report of this scanner"::equals);
        assertThat(results.all(key)).isEmpty();
    }

    @Test
    void shouldSayOnTheExecutionThatItsParserFailedUntilItDoesNot() throws Exception {
        // Given
        ExecutionKey key =
                service.trigger(SharedPlatform.newTenant(), RunningService.event(FAMILY_WITH_FAILING_PARSER));
        await().atMost(RunningService.LONGEST_WAIT)
                .until(
                        () -> service.execution(key).path("results_error").asText(),
                        "their parser failed; they are tried again"::equals);

        // When
        CamelContext camel = service.bean(CamelContext.class);
        camel.getRouteController().stopRoute("failing-parser");
        camel.removeRoute("failing-parser");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:parse-" + FAMILY_WITH_FAILING_PARSER).bean(Findings.class, "parse");
            }
        });

        // Then
        assertThat(awaitResults(key).get("has_findings").asBoolean()).isTrue();
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> !service.execution(key).has("results_error"));
    }

    private static JsonNode awaitResults(ExecutionKey key) {
        return await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> results.all(key), messages -> !messages.isEmpty())
                .get(0);
    }

    private static void assertPublished(ExecutionKey key) {
        JsonNode history = service.execution(key).get("history");
        List<JsonNode> published = events.awaitEvents(key, history.size());
        assertThat(published)
                .extracting(event -> event.get("seq").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, history.size()).boxed().toList());
        assertThat(published)
                .extracting(event -> event.get("status").asText())
                .containsExactlyElementsOf(RunningService.statuses(history));
    }
}
