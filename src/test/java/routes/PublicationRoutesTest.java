package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.publication.PublicationBeans;
import execution.store.Executions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.slf4j.MDC;

/** How status changes reach {@code direct:publish-event}, whatever the operator's route there does. */
class PublicationRoutesTest extends CamelTestSupport {

    private static final List<String> CHANGES = List.of("pending", "allocated", "dispatched", "running");

    private final PublicationBeans beans = new PublicationBeans();
    private final Executions executions = mock(Executions.class);
    private final Execution running = Samples.running(1);
    private final Queue<String> published = new ConcurrentLinkedQueue<>();
    private final Queue<Map<String, Object>> headers = new ConcurrentLinkedQueue<>();
    private final Queue<String> marks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public boolean isUseAdviceWith() {
        // Each test adds a route of its own before Camel starts.
        return true;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        beans.bind(context.getRegistry(), executions);
        Mockito.when(executions.updateAlong(ArgumentMatchers.any(), ArgumentMatchers.any(), ArgumentMatchers.any()))
                .thenReturn(new CompletableFuture<>());
        return new PublicationRoutes(beans.turns());
    }

    /** An operator's route, which has Camel's own error handler. */
    private void start(RouteBuilder route) throws Exception {
        context.addRoutes(route);
        context.start();
    }

    private void take(Exchange exchange) {
        headers.add(new TreeMap<>(exchange.getMessage().getHeaders()));
        marks.add(MDC.get("execution_id"));
        if (failures.get() > 0 && published.size() == 2) {
            failures.decrementAndGet();
            throw new IllegalStateException("the topic is away");
        }
        published.add(exchange.getMessage().getHeader("status", String.class));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
    }

    private void awaitEnd() {
        await().until(() -> !beans.turns().isUnderWay(running.key()));
    }

    private RouteBuilder topic() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:publish-event").process(PublicationRoutesTest.this::take);
            }
        };
    }

    @Test
    void shouldPublishTheChangesInOrderWithTheHeadersOfTheContract() throws Exception {
        start(topic());

        template.send("direct:wake-publication", exchange -> {
            exchange.getMessage().setBody(running);
            exchange.getMessage().setHeader("Authorization", "Bearer of a caller");
        });

        awaitEnd();
        assertThat(published).containsExactlyElementsOf(CHANGES);
        assertThat(headers)
                .first()
                .isEqualTo(Map.of(
                        "execution_id", running.key().executionId(),
                        "tenant_id", running.key().tenantId(),
                        "status", "pending"));
        assertThat(headers).allMatch(of -> of.size() == 3);
        assertThat(marks).as("of the log's lines").containsOnly(running.key().executionId());
        assertThat(beans.published(running.key())).isEqualTo(running.seq());
    }

    @Test
    void shouldGoOnWithTheChangeThatFailedOnceTheTopicIsBack() throws Exception {
        failures.set(3);
        start(topic());

        template.sendBody("direct:wake-publication", running);

        awaitEnd();
        assertThat(published).as("each once").containsExactlyElementsOf(CHANGES);
        assertThat(failures).hasValue(0);
        assertThat(beans.isOutage()).isFalse();
        assertThat(beans.waiting()).isZero();
    }

    @Test
    void shouldPublishWhatChangedBeforeTheRouteCouldPublish() throws Exception {
        context.setAutoStartup(false);
        start(topic());
        context.getRouteController().startRoute("wake-publication");

        template.sendBody("direct:wake-publication", running);
        assertThat(beans.turns().isUnderWay(running.key())).isTrue();
        context.getRouteController().startAllRoutes();

        awaitEnd();
        assertThat(published).containsExactlyElementsOf(CHANGES);
    }

    @Test
    void shouldCountAsPublishedWhatTheRouteLeftOut() throws Exception {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:publish-event")
                        .process(PublicationRoutesTest.this::take)
                        .stop();
            }
        });

        template.sendBody("direct:wake-publication", running);

        awaitEnd();
        assertThat(published).containsExactlyElementsOf(CHANGES);
        assertThat(beans.published(running.key())).isEqualTo(running.seq());
    }

    @Test
    void shouldCountAsPublishedWhatTheRouteSentElsewhereAfterAFailure() throws Exception {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:publish-event")
                        .onException(IllegalStateException.class)
                        .handled(true)
                        .process(exchange -> published.add("elsewhere"))
                        .end()
                        .throwException(new IllegalStateException("the topic is away"));
            }
        });

        template.sendBody("direct:wake-publication", running);

        awaitEnd();
        assertThat(published).hasSize(CHANGES.size()).containsOnly("elsewhere");
        assertThat(beans.published(running.key())).isEqualTo(running.seq());
    }

    @Test
    void shouldTellTheRowOfAnEndedExecutionThatItIsPublished() throws Exception {
        start(topic());
        Execution ended = running.end(ExecutionStatus.COMPLETED, 0, null, Instant.now());

        template.sendBody("direct:wake-publication", ended);

        awaitEnd();
        Mockito.verify(executions)
                .updateAlong(ArgumentMatchers.eq(ended.key()), ArgumentMatchers.any(), ArgumentMatchers.any());
        assertThat(beans.turns().isUnderWay(ended.key())).isFalse();
    }
}
