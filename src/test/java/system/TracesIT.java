package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import execution.model.ExecutionKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import local.Names;
import local.observability.CollectedSpan;
import local.observability.TraceCollector;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shared.trace.TraceParent;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** One trace from the request to the last event, through the table, the queues and the environment of the task. */
class TracesIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String WRAPPED = "traced";
    private static final String WITH_PARSER = "traced-with-parser";

    private static final Queue<Map<String, String>> ACTIONS = new ConcurrentLinkedQueue<>();

    private static HttpServer receiver;
    private static TraceCollector collector;
    private static RunningService service;
    private static Topic events;
    private static Topic results;

    @BeforeAll
    static void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            ACTIONS.add(Map.of(
                    "path", exchange.getRequestURI().getPath(),
                    "traceparent", String.valueOf(exchange.getRequestHeaders().getFirst(TraceParent.HEADER))));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        collector = TraceCollector.start();
        SharedPlatform.registerWrapped(
                WRAPPED,
                """
                {"command": ["sh", "-c", "echo $TRACEPARENT > $RESULTS_FILE"],
                 "actions": [{"stage": "end", "plugin": "http", "url": "http://127.0.0.1:%d/${{env.EXECUTION_ID}}"}]}
                """
                        .formatted(receiver.getAddress().getPort()));
        SharedPlatform.registerInstant(WITH_PARSER);
        service =
                RunningService.start(SharedPlatform.get(), Map.of("execution.tracing.endpoint", collector.endpoint()));
        service.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:parse-" + WITH_PARSER).bean(Findings.class, "parse");
            }
        });
        events = Topic.read(Names.EVENTS_TOPIC);
        results = Topic.read(Names.RESULTS_TOPIC);
    }

    @AfterAll
    static void stop() {
        service.close();
        collector.close();
        receiver.stop(0);
        events.close();
        results.close();
    }

    private static String traceparent(ExecutionKey key) {
        return SharedPlatform.row(key).get(TraceParent.HEADER).s();
    }

    private static List<CollectedSpan> spans(ExecutionKey key, String... names) {
        String trace = TraceParent.parse(traceparent(key)).orElseThrow().traceId();
        return await("spans of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> collector.trace(trace), spans -> spans.stream()
                        .map(CollectedSpan::name)
                        .collect(Collectors.toSet())
                        .containsAll(List.of(names)));
    }

    private static List<CollectedSpan> named(List<CollectedSpan> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    @Test
    void shouldShowAllStagesOfAnExecutionInOneTrace() {
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event(WRAPPED));
        service.awaitStatus(key, "completed");

        List<String> stages = List.of("allocation", "dispatch", "task", "callback", "results", "event");
        List<CollectedSpan> spans = spans(key, stages.toArray(String[]::new));
        CollectedSpan trigger = named(spans(key, "trigger"), "trigger").get(0);
        assertThat(trigger.parentId()).isEmpty();
        assertThat(trigger.spanId())
                .isEqualTo(TraceParent.parse(traceparent(key)).orElseThrow().spanId());
        for (String stage : stages) {
            assertThat(named(spans, stage))
                    .as(stage)
                    .isNotEmpty()
                    .allSatisfy(span -> assertThat(span.parentId()).isEqualTo(trigger.spanId()))
                    .allSatisfy(span -> assertThat(span.attributes())
                            .containsEntry("execution.id", key.executionId())
                            .containsEntry("execution.tenant", key.tenantId())
                            .containsEntry("execution.task", WRAPPED));
        }
        assertThat(named(spans, "task").get(0).attributes())
                .containsEntry("execution.status", "completed")
                .containsEntry("execution.exit_code", "0");
    }

    @Test
    void shouldCarryTheTraceOnByWrapperAndTopics() {
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event(WRAPPED));
        service.awaitStatus(key, "completed");
        String onRow = traceparent(key);

        await("the action's request").atMost(RunningService.LONGEST_WAIT).until(() -> ACTIONS.stream()
                .anyMatch(request -> request.get("path").equals("/" + key.executionId())));
        assertThat(ACTIONS)
                .filteredOn(request -> request.get("path").equals("/" + key.executionId()))
                .allSatisfy(request -> assertThat(request.get("traceparent")).isEqualTo(onRow));
        events.awaitEvents(key, 5);
        List<String> sends = named(spans(key, Names.EVENTS_TOPIC), Names.EVENTS_TOPIC).stream()
                .map(CollectedSpan::spanId)
                .toList();
        assertThat(events.headers(key)).isNotEmpty().allSatisfy(headers -> {
            TraceParent carried =
                    TraceParent.parse(headers.get(TraceParent.HEADER)).orElseThrow();
            assertThat(onRow).contains(carried.traceId()).doesNotContain(carried.spanId());
        });
        assertThat(events.headers(key).stream()
                        .map(headers -> TraceParent.parse(headers.get(TraceParent.HEADER))
                                .orElseThrow()
                                .spanId())
                        .toList())
                .containsAnyElementsOf(sends);
    }

    @Test
    void shouldContinueTheTraceOfARequest() {
        String given = "00-" + TRACE.replace('4', '5') + "-" + CALLER + "-01";
        ExecutionKey key = service.trigger(
                SharedPlatform.newTenant(), RunningService.event(WITH_PARSER), Map.of("traceparent", given));
        service.awaitStatus(key, "completed");

        List<CollectedSpan> spans = spans(key, "trigger", "task", "results", Names.RESULTS_TOPIC);
        assertThat(traceparent(key)).startsWith(given.substring(0, 36)).isNotEqualTo(given);
        assertThat(named(spans, "trigger").get(0).parentId()).isEqualTo(CALLER);
        assertThat(named(spans, Names.RESULTS_TOPIC).get(0).parentId())
                .isEqualTo(named(spans, "results").get(0).spanId());
    }

    @Test
    void shouldContinueTheTraceOfAMessage() throws Exception {
        String tenant = SharedPlatform.newTenant();
        Map<String, Object> event = RunningService.event(WITH_PARSER);
        event.put("tenant_id", tenant);
        event.put("execution_id", UUID.randomUUID().toString().replace("-", ""));
        ExecutionKey key = new ExecutionKey(
                tenant,
                event.get("jit_event_id").toString(),
                event.get("execution_id").toString());
        String body = new ObjectMapper().writeValueAsString(event);

        SharedPlatform.get().sqs().sendMessage(send -> send.queueUrl(
                        SharedPlatform.get().queueUrl(Names.TRIGGER_QUEUE))
                .messageBody(body)
                .messageAttributes(Map.of(
                        "traceparent",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("00-" + TRACE + "-" + CALLER + "-01")
                                .build(),
                        "tenant_id",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("of-an-attribute")
                                .build())));

        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> !SharedPlatform.row(key).isEmpty());
        assertThat(traceparent(key)).startsWith("00-" + TRACE + "-").endsWith("-01");
        assertThat(named(spans(key, "trigger"), "trigger").get(0).parentId()).isEqualTo(CALLER);
    }

    @Test
    void shouldRecordNothingOfATraceThatIsNotSampled() {
        String given = "00-" + TRACE.replace('4', '6') + "-" + CALLER + "-00";
        String tenant = SharedPlatform.newTenant();
        ExecutionKey quiet = service.trigger(tenant, RunningService.event(WITH_PARSER), Map.of("traceparent", given));
        service.awaitStatus(quiet, "completed");
        ExecutionKey loud = service.trigger(tenant, RunningService.event(WITH_PARSER));
        service.awaitStatus(loud, "completed");

        spans(loud, "trigger", "task", "event");
        assertThat(traceparent(quiet)).startsWith(given.substring(0, 36)).endsWith("-00");
        assertThat(collector.trace(given.substring(3, 35))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "${jndi:ldap://127.0.0.1/x}",
                "$(touch /tmp/x)"
            })
    void shouldBeginATraceOfItsOwnInPlaceOfAHostileOne(String hostile) {
        ExecutionKey key = service.trigger(
                SharedPlatform.newTenant(), RunningService.event(WITH_PARSER), Map.of("traceparent", hostile));

        assertThat(TraceParent.parse(traceparent(key))).isPresent();
        assertThat(traceparent(key)).doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(service.execution(key).toString()).doesNotContain(hostile, "traceparent");
        assertThat(named(spans(key, "trigger"), "trigger").get(0).parentId()).isEmpty();
    }
}
