package system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import execution.api.intake.RawRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service with the small heap of its image, and tenants who try to fill it. A full heap would end the process. */
class HostileRequestsIT {

    private static final int AT_ONCE = 32;
    private static final int TENANTS = 4;

    private static final List<String> ATTACKERS = new ArrayList<>();
    private static ExecutorService threads;
    private static ServiceProcess service;

    @BeforeAll
    static void start() throws IOException {
        threads = Executors.newFixedThreadPool(AT_ONCE);
        IntStream.range(0, TENANTS).forEach(number -> ATTACKERS.add(SharedPlatform.newTenant()));
        // Without slots and without a topic every accepted execution stays and waits to be published.
        service = ServiceProcess.startAsShipped(
                SharedPlatform.get(),
                Map.of(
                        "execution.allocation.default-slots", "0",
                        "execution.kafka.brokers", "127.0.0.1:1",
                        "execution.requests.most-in-flight", "16"));
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        service.close();
    }

    /** Makes many requests at once, in turn for each of the attackers; gives the statuses of the answers. */
    private static List<Integer> attack(int times, Attack attack) throws InterruptedException {
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String tenant = ATTACKERS.get(i % TENANTS);
            calls.add(() -> attack.send(tenant));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : threads.invokeAll(calls)) {
            try {
                statuses.add(answer.get());
            } catch (ExecutionException e) {
                throw new AssertionError("no answer; did the process end?", e);
            }
        }
        return statuses;
    }

    private interface Attack {
        int send(String tenant) throws IOException;
    }

    private static int post(String tenant, byte[] body) throws IOException {
        try (RawRequest request = new RawRequest(
                service.client().port(),
                "POST /executions",
                SharedPlatform.get().tokens().token(tenant),
                "Content-Length: " + body.length + "\r\n")) {
            request.sendIfOpen(body);
            return request.status();
        }
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertUnharmed() {
        String tenant = SharedPlatform.newTenant();
        service.client().trigger(tenant, RunningService.event("instant"));
        assertThat(service.client().get(tenant, "/executions").status()).isEqualTo(200);
    }

    @Test
    void shouldLiveThroughLargeBodies() throws Exception {
        byte[] large = new byte[20_000_000];

        assertThat(attack(8, tenant -> post(tenant, large))).containsOnly(413);

        assertUnharmed();
    }

    /**
     * Opens nearly as many connections as the service accepts, and sends on each nearly as many bytes of headers as it
     * reads.
     */
    @Test
    void shouldLiveThroughManyConnectionsThatNeverEndTheirHeaders() throws Exception {
        byte[] headers = bytes("GET /executions HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(8_000));
        List<Socket> connections = new ArrayList<>();
        try {
            for (int i = 0; i < 550; i++) {
                Socket connection = new Socket(
                        InetAddress.getLoopbackAddress(), service.client().port());
                connections.add(connection);
                connection.getOutputStream().write(headers);
            }

            assertUnharmed();
        } finally {
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void shouldLiveThroughManyFieldsThatItDoesNotKnow() throws Exception {
        byte[] fields = bytes(IntStream.range(0, 4_000)
                .mapToObj(number -> "\"field" + number + "\":1")
                .collect(Collectors.joining(",", "{", "}")));

        assertThat(attack(96, tenant -> post(tenant, fields))).contains(400).doesNotContain(500, 503);

        assertUnharmed();
    }

    @Test
    void shouldLiveThroughManySmallObjects() throws Exception {
        byte[] objects = bytes("{\"additional_attributes\":{\"a\":[" + "{},".repeat(21_000) + "{}]}}");

        assertThat(attack(96, tenant -> post(tenant, objects))).contains(400).doesNotContain(500, 503);

        assertUnharmed();
    }

    @Test
    void shouldLiveThroughManyJobsThatAreAsLargeAsTheyMayBe() throws Exception {
        Map<String, Object> event = RunningService.event("instant");
        Map<String, Object> attributes = IntStream.range(0, 900)
                .boxed()
                .collect(Collectors.toMap(number -> "k" + number, number -> Map.of("a", number)));
        attributes.put("text", "x".repeat(18_000));
        event.put("additional_attributes", attributes);

        List<Integer> accepted = attack(
                160, tenant -> service.client().post(tenant, event(event)).status());
        assertThat(accepted).contains(202).doesNotContain(400, 500);
        assertThat(ATTACKERS.stream().mapToInt(HostileRequestsIT::listed).sum())
                .as("executions on all pages")
                .isEqualTo(Collections.frequency(accepted, 202));
        List<Integer> lists = attack(
                AT_ONCE,
                tenant -> service.client().get(tenant, "/executions?limit=500").status());

        assertThat(lists).contains(200).doesNotContain(500);
        assertUnharmed();
    }

    /** Counts the executions on all pages of a tenant's list. */
    private static int listed(String tenant) {
        Set<String> ids = new HashSet<>();
        String next = "";
        do {
            JsonNode page =
                    service.client().get(tenant, "/executions?limit=500" + next).body();
            page.get("executions")
                    .forEach(row -> ids.add(row.get("jit_event_id").asText()));
            next = page.get("next").isNull()
                    ? null
                    : "&next=" + page.get("next").asText();
        } while (next != null);
        return ids.size();
    }

    private static Map<String, Object> event(Map<String, Object> like) {
        Map<String, Object> event = RunningService.event("instant");
        event.put("additional_attributes", like.get("additional_attributes"));
        return event;
    }
}
