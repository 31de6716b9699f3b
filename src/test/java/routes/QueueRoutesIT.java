package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.messaging.Acknowledgements;
import execution.messaging.DeadLetters;
import execution.messaging.DependencyGate;
import execution.messaging.HeldMessages;
import execution.outage.PollOutages;
import execution.results.ResultsProperties;
import execution.runner.lambda.LambdaProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import local.LocalPlatform;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.throttling.ThrottlingExceptionRoutePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import system.RunningService;
import system.SharedPlatform;

/** What the routes do with the messages that they hold, on queues of their own and with stages that take their time. */
class QueueRoutesIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final int VISIBILITY_SECONDS = 3;

    /** The threads of the route trigger-queue. */
    private static final int THREADS = 2;

    private final String queue = "held-" + UUID.randomUUID();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();
    private String url;

    @BeforeEach
    void start() throws Exception {
        url = PLATFORM.sqs().createQueue(create -> create.queueName(queue)).queueUrl();
        PLATFORM.sqs().createQueue(create -> create.queueName(queue + "-other"));
        Binder settings = new Binder(new MapConfigurationPropertySource(Map.of(
                "execution.queues.trigger", queue,
                "execution.queues.task-state", queue + "-other",
                "execution.queues.results", queue + "-other",
                "execution.queues.visibility", VISIBILITY_SECONDS + "s")));
        DependencyGate gate = Mockito.mock(DependencyGate.class);
        Mockito.when(gate.policy())
                .thenAnswer(call -> new ThrottlingExceptionRoutePolicy(1_000, 1_000, 1_000, List.of()));
        beans.registerBean(SqsClient.class, PLATFORM::sqs, definition -> definition.setDestroyMethodName(""));
        beans.registerBean(ServiceProperties.class, () -> settings.bindOrCreate("execution", ServiceProperties.class));
        beans.registerBean(
                ResultsProperties.class, () -> settings.bindOrCreate("execution.results", ResultsProperties.class));
        beans.registerBean(
                LambdaProperties.class, () -> settings.bindOrCreate("execution.lambda", LambdaProperties.class));
        beans.registerBean(Catalogue.class, () -> Catalogue.of());
        beans.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        beans.registerBean(Clock.class, Clock::systemUTC);
        beans.registerBean(DependencyGate.class, () -> gate);
        beans.register(
                Class.forName("execution.messaging.QueueUrls"),
                Acknowledgements.class,
                DeadLetters.class,
                HeldMessages.class,
                PollOutages.class,
                QueueRoutes.class);
        beans.refresh();
        camel.getRegistry().bind("sqs", SqsClient.class, PLATFORM.sqs());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:task-state").to("log:task-state");
                from("direct:results").to("log:results");
                from("direct:trigger").process(exchange -> {
                    begun.add(exchange.getMessage().getBody(String.class));
                    release.await();
                });
            }
        });
        camel.addRoutes(beans.getBean(QueueRoutes.class));
        camel.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        camel.getShutdownStrategy().setTimeout(2);
        camel.stop();
        beans.close();
    }

    private List<String> send(int messages) {
        List<String> bodies =
                IntStream.range(0, messages).mapToObj(i -> "message " + i).toList();
        bodies.forEach(
                body -> PLATFORM.sqs().sendMessage(send -> send.queueUrl(url).messageBody(body)));
        return bodies;
    }

    private int attribute(QueueAttributeName name) {
        return Integer.parseInt(PLATFORM.sqs()
                .getQueueAttributes(get -> get.queueUrl(url).attributeNames(name))
                .attributes()
                .get(name));
    }

    private int held() {
        return attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    /** What another instance gets that waits for longer than a message without an extension stays hidden. */
    private List<Message> receiveElsewhere() {
        return PLATFORM.sqs()
                .receiveMessage(receive -> receive.queueUrl(url).waitTimeSeconds(VISIBILITY_SECONDS + 2))
                .messages();
    }

    @Test
    void shouldKeepMessagesThatWaitForAThreadFromBeingDeliveredAgain() {
        // Given
        List<String> sent = send(2 * THREADS);
        await().atMost(RunningService.LONGEST_WAIT).until(() -> begun.size() == THREADS && held() == sent.size());

        // When
        List<Message> elsewhere = receiveElsewhere();

        // Then
        assertThat(elsewhere).isEmpty();
        release.countDown();
        await().atMost(RunningService.LONGEST_WAIT).until(() -> begun.size() >= sent.size());
        await("all are deleted")
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> held() == 0 && attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) == 0);
        assertThat(begun).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void shouldLeaveMessagesThatItCannotWorkOnToOthers() {
        // Given
        List<String> sent = send(20);
        await().atMost(RunningService.LONGEST_WAIT).until(() -> begun.size() == THREADS && held() >= 2 * THREADS);

        // When
        List<Message> elsewhere = receiveElsewhere();

        // Then
        assertThat(elsewhere).isNotEmpty();
        assertThat(held()).isLessThan(sent.size() / 2 + elsewhere.size());
    }
}
