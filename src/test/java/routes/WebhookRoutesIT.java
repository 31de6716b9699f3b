package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.HandClock;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.publication.WebhookBeans;
import execution.store.Executions;
import execution.store.StoreFixture;
import execution.webhook.Receiver;
import execution.webhook.WebhookFixture;
import execution.webhook.WebhookProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How status changes reach the receiver of a webhook, on a real table. */
class WebhookRoutesIT {

    private static final ExecutionStatus[] ALL = ExecutionStatus.values();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final StoreFixture store = StoreFixture.withSlots(100);
    private final Instant created = Timestamps.now(Clock.systemUTC());
    private final HandClock clock = new HandClock(created);
    private final List<Service> services = new ArrayList<>();
    private Receiver receiver;

    /** One instance of the service. */
    private final class Service {
        private final Executions executions = store.executions(false, execution -> {});
        private final DefaultCamelContext camel = new DefaultCamelContext();
        private final WebhookBeans beans;

        private Service(WebhookProperties settings) throws Exception {
            beans = new WebhookBeans(settings, executions, clock);
            beans.bind(camel.getRegistry());
            camel.addRoutes(new WebhookRoutes(beans.turns(), beans.events()));
            camel.start();
            services.add(this);
        }

        /** Tells the instance of an execution, as a change or the sweep does. */
        void wake(Execution execution) {
            camel.createProducerTemplate().sendBody("direct:wake-webhooks", execution);
        }

        void awaitEnd(ExecutionKey key) {
            await().until(() -> !beans.turns().isUnderWay(key));
        }
    }

    @BeforeEach
    void start() throws IOException {
        receiver = Receiver.start();
    }

    @AfterEach
    void stop() {
        services.forEach(service -> {
            service.camel.stop();
            service.beans.stop();
        });
        receiver.close();
    }

    private Service service() throws Exception {
        return new Service(WebhookFixture.settings(receiver.host()));
    }

    private Execution pending(String url, ExecutionStatus... statuses) {
        String event = UUID.randomUUID().toString();
        Execution pending = Execution.create(
                new ExecutionKey(StoreFixture.newTenant(), event, event.replace("-", "")),
                Samples.withWebhook(Samples.job(1), url, statuses),
                "hash",
                created);
        store.store().create(pending);
        return pending;
    }

    private Execution completed(Service service, Execution pending) {
        Execution running = service.executions
                .allocate(pending, Samples.launch())
                .dispatched("arn", created)
                .running(created);
        return service.executions.update(now(pending.key()), row -> row.dispatched("arn", created)
                .running(created)
                .end(ExecutionStatus.COMPLETED, 0, running.outcome().reason(), created));
    }

    private Execution now(ExecutionKey key) {
        return store.store().find(key).orElseThrow();
    }

    private List<String> statuses() {
        return receiver.deliveries().stream()
                .map(delivery -> {
                    try {
                        return MAPPER.readTree(delivery.body()).get("status").asText();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private Set<String> ids() {
        return receiver.deliveries().stream()
                .map(delivery -> delivery.header("webhook-id"))
                .collect(Collectors.toSet());
    }

    @Test
    void shouldDeliverInOrder() throws Exception {
        Service service = service();
        Execution ended = completed(service, pending(receiver.url("/hook"), ALL));

        service.wake(ended);

        service.awaitEnd(ended.key());
        assertThat(statuses()).containsExactly("pending", "allocated", "dispatched", "running", "completed");
        assertThat(ids()).hasSize(5).allMatch(id -> id.matches("evt_[0-9a-f]{32}_[1-5]"));
        await("the row learns of it").until(() -> now(ended.key()).isDelivered());
        assertThat(now(ended.key()).delivery().settledSeq()).isEqualTo(5);
        assertThat(service.beans.tries("delivered")).isEqualTo(5);
    }

    @Test
    void shouldTellOfEndsAloneWhereNothingElseIsAskedFor() throws Exception {
        Service service = service();
        Execution pending = pending(receiver.url("/hook"));
        service.wake(pending);
        Execution ended = completed(service, pending);

        service.wake(ended);

        service.awaitEnd(ended.key());
        assertThat(statuses()).containsExactly("completed");
    }

    @Test
    void shouldWriteNothingForAnExecutionWithoutAWebhook() throws Exception {
        Service service = service();
        Execution without = store.created(StoreFixture.newTenant());
        Execution others = completed(service, pending(receiver.url("/hook"), ExecutionStatus.FAILED));
        double writes = store.singleWrites();

        service.wake(without);
        service.wake(others);

        assertThat(service.beans.turns().isUnderWay(without.key())).isFalse();
        assertThat(service.beans.turns().isUnderWay(others.key())).isFalse();
        assertThat(store.singleWrites()).isEqualTo(writes);
    }

    @Test
    void shouldTryAgainAfter500WithTheSameIdBeforeTheNextChange() throws Exception {
        receiver.answerNext(200, 500, 503);
        Service service = service();
        Execution ended = completed(service, pending(receiver.url("/hook"), ALL));

        service.wake(ended);
        await().until(() -> now(ended.key()).delivery().tries() == 1);
        assertThat(now(ended.key()).delivery().error()).isEqualTo("the receiver answered 500");
        assertThat(now(ended.key()).delivery().nextTryAt()).isAfter(created);
        clock.advance(Duration.ofSeconds(1));
        await().until(() -> now(ended.key()).delivery().tries() == 2);
        clock.advance(Duration.ofSeconds(1));

        service.awaitEnd(ended.key());
        assertThat(statuses())
                .containsExactly(
                        "pending", "allocated", "allocated", "allocated", "dispatched", "running", "completed");
        assertThat(ids()).hasSize(5);
        assertThat(receiver.deliveries())
                .extracting(delivery -> delivery.header("webhook-timestamp"))
                .as("each try has its own time")
                .contains(
                        Long.toString(created.getEpochSecond()),
                        Long.toString(created.plusSeconds(2).getEpochSecond()));
        await().until(() -> now(ended.key()).isDelivered());
        assertThat(now(ended.key()).delivery().error()).isNull();
    }

    @Test
    void shouldGiveUpAfterItsTimeAndGoOnWithTheNextChange() throws Exception {
        receiver.answer(500);
        Service service = service();
        Execution ended =
                completed(service, pending(receiver.url("/hook"), ExecutionStatus.RUNNING, ExecutionStatus.COMPLETED));
        service.wake(ended);
        await().until(() -> now(ended.key()).delivery().tries() == 1);

        // Nobody would be told any more, so both are tried once more and then given up.
        clock.advance(Duration.ofHours(1));

        service.awaitEnd(ended.key());
        assertThat(statuses()).containsExactly("running", "running", "completed");
        assertThat(now(ended.key()).delivery().givenUp()).isEqualTo(2);
        assertThat(now(ended.key()).delivery().error()).isEqualTo("change 5 was given up: the receiver answered 500");
        assertThat(now(ended.key()).isDelivered())
                .as("nothing is left to be done")
                .isTrue();
        assertThat(service.beans.tries("given_up")).isEqualTo(2);
    }

    @Test
    void shouldGiveUpAtOnceWhereTheReceiverIsGone() throws Exception {
        receiver.answerNext(410);
        Service service = service();
        Execution ended =
                completed(service, pending(receiver.url("/hook"), ExecutionStatus.RUNNING, ExecutionStatus.COMPLETED));

        service.wake(ended);

        service.awaitEnd(ended.key());
        assertThat(statuses()).containsExactly("running", "completed");
        await().until(() -> now(ended.key()).isDelivered());
        assertThat(now(ended.key()).delivery().givenUp()).isEqualTo(1);
        assertThat(now(ended.key()).delivery().error()).contains("change 4 was given up", "410");
    }

    @Test
    void shouldLeaveALongPauseToTheRowSoThatAnyInstanceGoesOn() throws Exception {
        receiver.answer(503);
        WebhookProperties usual = WebhookFixture.settings(receiver.host());
        WebhookProperties slowly = new WebhookProperties(
                usual.hosts(),
                usual.secret(),
                "",
                true,
                true,
                usual.connectTimeout(),
                usual.timeout(),
                2,
                Duration.ofMinutes(4),
                Duration.ofMinutes(4),
                Duration.ofHours(1),
                40);
        Service one = new Service(slowly);
        Service other = new Service(slowly);
        Execution ended = completed(one, pending(receiver.url("/hook")));
        one.wake(ended);
        await().until(() -> now(ended.key()).delivery().tries() == 1);
        one.awaitEnd(ended.key());

        other.wake(now(ended.key()));
        assertThat(other.beans.turns().isUnderWay(ended.key()))
                .as("before its time")
                .isFalse();
        assertThat(store.workIndex().undelivered(shard(ended), null, created.plus(Duration.ofMinutes(1)), 100))
                .extracting(entry -> entry.key())
                .doesNotContain(ended.key());
        clock.advance(Duration.ofMinutes(5));
        assertThat(store.workIndex().undelivered(shard(ended), null, clock.instant(), 100))
                .extracting(entry -> entry.key())
                .contains(ended.key());
        receiver.answer(200);
        other.wake(now(ended.key()));

        other.awaitEnd(ended.key());
        assertThat(statuses()).containsExactly("completed", "completed");
        assertThat(ids()).hasSize(1);
        assertThat(now(ended.key()).isDelivered()).isTrue();
    }

    private static int shard(Execution execution) {
        return Math.floorMod(execution.key().executionId().hashCode(), 4);
    }

    @Test
    void shouldGoOnWithWhatAnotherInstanceChangedWhileTheReceiverWasAway() throws Exception {
        receiver.answerNext(503);
        Service one = service();
        Service other = service();
        Execution pending = pending(receiver.url("/hook"), ALL);
        one.wake(pending);
        await().until(() -> now(pending.key()).delivery().tries() == 1);

        Execution ended = completed(other, now(pending.key()));
        other.wake(ended);
        assertThat(other.beans.turns().isUnderWay(ended.key())).isFalse();
        clock.advance(Duration.ofSeconds(1));

        one.awaitEnd(pending.key());
        assertThat(statuses()).containsExactly("pending", "pending", "allocated", "dispatched", "running", "completed");
    }

    @Test
    void shouldNotDelayOthersForAReceiverThatDoesNotAnswer() throws Exception {
        try (Receiver other = Receiver.start();
                java.net.ServerSocket silent =
                        new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            String host = "localhost:" + silent.getLocalPort();
            Service service = new Service(WebhookFixture.settings(host, other.host()));
            List<Execution> stuck = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                stuck.add(completed(service, pending("http://" + host + "/hook")));
            }
            stuck.forEach(service::wake);
            Execution ended = completed(service, pending(other.url("/hook"), ALL));

            service.wake(ended);

            await().until(() -> other.deliveries().size() == 5);
            assertThat(stuck.stream().filter(one -> service.beans.turns().isUnderWay(one.key())))
                    .as("a quarter of the room for forty")
                    .hasSize(10);
            assertThat(service.beans.turns().hasRoom()).isTrue();
        }
    }

    @Test
    void shouldSendWhatHadToWaitForAnotherOneOfTheSameHost() throws Exception {
        Service service = service();
        List<Execution> ended = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ended.add(completed(service, pending(receiver.url("/hook"), ALL)));
        }

        ended.forEach(service::wake);

        ended.forEach(one -> service.awaitEnd(one.key()));
        assertThat(ids()).hasSize(50);
        assertThat(receiver.deliveries()).hasSize(50);
    }

    @Test
    void shouldLearnFromTheRowWhatAnotherInstanceHasDelivered() throws Exception {
        Service one = service();
        Execution ended = completed(one, pending(receiver.url("/hook"), ALL));
        one.wake(ended);
        one.awaitEnd(ended.key());
        await().until(() -> now(ended.key()).isDelivered());

        Service other = service();
        other.wake(now(ended.key()));

        assertThat(other.beans.turns().isUnderWay(ended.key())).isFalse();
        assertThat(receiver.deliveries()).hasSize(5);
    }
}
