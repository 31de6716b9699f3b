package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.ExecutionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import local.Names;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Each way in which the service learns of work is enough by itself. */
class WakeUpIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void shouldCompleteAndPublishEverythingByTheSweepAlone() {
        try (RunningService service = start("none");
                Topic events = Topic.read(Names.EVENTS_TOPIC)) {
            // When
            List<ExecutionKey> keys = trigger(service, 5);

            // Then
            keys.forEach(key -> service.awaitStatus(key, "completed"));
            keys.forEach(key -> assertThat(
                            RunningService.statuses(service.execution(key).get("history")))
                    .hasSameSizeAs(events.awaitEvents(key, service.history(key).size())));
        }
    }

    @Test
    void shouldCompleteAndPublishEverythingByTheStreamAlone() throws Exception {
        try (RunningService service = start("stream");
                Topic events = Topic.read(Names.EVENTS_TOPIC)) {
            // Given
            stopSweep(service);
            awaitBeginOfStream(service);

            // When
            List<ExecutionKey> keys = trigger(service, 5);

            // Then
            keys.forEach(key -> service.awaitStatus(key, "completed"));
            keys.forEach(key -> assertThat(
                            RunningService.statuses(service.execution(key).get("history")))
                    .hasSameSizeAs(events.awaitEvents(key, service.history(key).size())));
        }
    }

    @Test
    void shouldWakeTheLaneByARecordThatAPipePutOnTheQueue() throws Exception {
        AwsCalls calls = new AwsCalls();
        try (RunningService service = start("queue", calls)) {
            // Given
            stopSweep(service);
            ExecutionKey key = trigger(service, 1).get(0);

            // When
            send("not a record");
            send(record(Map.of(
                    "PK", AttributeValue.fromS("TENANT#" + key.tenantId()), "SK", AttributeValue.fromS("SLOTS#ecs"))));
            send("{\"eventName\":\"REMOVE\",\"dynamodb\":{}}");
            assertThat(service.status(key)).isEqualTo("pending");
            send(record(SharedPlatform.row(key)));

            // Then
            service.awaitStatus(key, "completed");
            awaitStored(key);
            await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(calls.seen())
                    .contains(
                            "sqs:ReceiveMessage on " + Names.WAKE_UP_QUEUE,
                            "sqs:DeleteMessage on " + Names.WAKE_UP_QUEUE)
                    .noneMatch(call -> call.startsWith("dynamodb:GetRecords")));
        }
        calls.assertAllAreAllowed();
    }

    private static RunningService start(String from) {
        return start(from, new AwsCalls());
    }

    private static RunningService start(String from, AwsCalls calls) {
        return RunningService.start(
                SharedPlatform.get(), Map.of("execution.wake-up.from", from, "execution.wake-up.own", "false"), calls);
    }

    private static void stopSweep(RunningService service) throws Exception {
        service.bean(CamelContext.class).getRouteController().stopRoute("sweep");
    }

    /** Only records that come after the consumer first described the stream wake a lane. */
    private static void awaitBeginOfStream(RunningService service) {
        List<ExecutionKey> probes = new ArrayList<>();
        await().atMost(RunningService.LONGEST_WAIT).until(() -> {
            probes.addAll(trigger(service, 1));
            return probes.stream().anyMatch(probe -> !service.status(probe).equals("pending"));
        });
    }

    private static List<ExecutionKey> trigger(RunningService service, int times) {
        String tenant = SharedPlatform.newTenant();
        return IntStream.range(0, times)
                .mapToObj(i -> service.trigger(tenant, RunningService.event("instant")))
                .toList();
    }

    /** The transaction that ends an execution frees its slot as well. */
    private static void awaitStored(ExecutionKey key) {
        await().atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.slotsInUse(key.tenantId()) == 0);
    }

    private static void send(String message) {
        SharedPlatform.get().sqs().sendMessage(send -> send.queueUrl(
                        SharedPlatform.get().queueUrl(Names.WAKE_UP_QUEUE))
                .messageBody(message));
    }

    /** Makes a message as EventBridge Pipes makes it from a record of the table's stream. */
    private static String record(Map<String, AttributeValue> image) {
        ObjectNode message = MAPPER.createObjectNode();
        message.put("eventID", "1").put("eventName", "INSERT").put("eventSource", "aws:dynamodb");
        ObjectNode change = message.putObject("dynamodb");
        change.put("StreamViewType", "NEW_IMAGE");
        change.set("NewImage", typed(image));
        return message.toString();
    }

    private static ObjectNode typed(Map<String, AttributeValue> map) {
        ObjectNode object = MAPPER.createObjectNode();
        map.forEach((name, value) -> object.set(name, typed(value)));
        return object;
    }

    private static ObjectNode typed(AttributeValue value) {
        ObjectNode typed = MAPPER.createObjectNode();
        switch (value.type()) {
            case S -> typed.put("S", value.s());
            case N -> typed.put("N", value.n());
            case BOOL -> typed.put("BOOL", value.bool());
            case M -> typed.set("M", typed(value.m()));
            case L -> value.l().forEach(element -> typed.withArray("L").add(typed(element)));
            default -> typed.put("NULL", true);
        }
        if (value.hasL() && value.l().isEmpty()) {
            typed.putArray("L");
        }
        return typed;
    }
}
