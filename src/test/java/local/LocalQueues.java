package local;

import com.typesafe.config.ConfigFactory;
import execution.aws.AwsResources;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.queue.QueueEvent;
import org.elasticmq.persistence.CreateQueueMetadata;
import org.elasticmq.persistence.sql.SqlQueuePersistenceActor;
import org.elasticmq.persistence.sql.SqlQueuePersistenceConfig;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.collection.immutable.List;
import scala.concurrent.Await;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** ElasticMQ with the queues, each with its dead letter queue. Where data is kept, messages are in an H2 database. */
final class LocalQueues implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** ElasticMQ logs through Pekko at DEBUG unless told otherwise; the rest is what its own configuration sets. */
    private static final String CONFIGURATION =
            """
            pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
            pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
            pekko.loglevel = "WARNING"
            pekko.log-dead-letters = off
            pekko.log-dead-letters-during-shutdown = off
            pekko.daemonic = on
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            pekko.jvm-exit-on-fatal-error = off
            pekko.http.server.parsing.illegal-header-warnings = off
            pekko.http.server.request-timeout = 21 s
            pekko.http.server.parsing.max-uri-length = 256k
            """;

    private final ActorSystem actors;
    private SQSRestServer server;
    private URI endpoint;

    private LocalQueues() {
        var loader = LocalQueues.class.getClassLoader();
        actors = ActorSystem.create(
                "local-queues",
                ConfigFactory.parseString(CONFIGURATION).withFallback(ConfigFactory.load(loader)),
                loader);
    }

    /** @param directory where messages are kept, or null to keep them in memory */
    static LocalQueues start(int port, Path directory) throws Exception {
        var queues = new LocalQueues();
        try {
            queues.listen(port, directory);
            return queues;
        } catch (Exception e) {
            queues.close();
            throw e;
        }
    }

    private void listen(int port, Path directory) throws Exception {
        Option<ActorRef> store = directory == null ? Option.empty() : Option.apply(store(directory));
        var manager = actors.actorOf(Props.create(
                QueueManagerActor.class,
                () -> new QueueManagerActor(new NowProvider(), StrictSQSLimits$.MODULE$, store)));
        if (store.isDefined()) {
            Patterns.ask(store.get(), new QueueEvent.Restore(manager), TIMEOUT)
                    .toCompletableFuture()
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
        var builder = SQSRestServerBuilder.withActorSystem(actors)
                .withQueueManagerActor(manager)
                .withInterface("127.0.0.1")
                .withPort(port)
                .withAWSRegion(Names.REGION.id())
                .withAWSAccountId(Names.ACCOUNT);
        server = (store.isDefined() ? builder.withQueueEventListener(store.get()) : builder).start();
        endpoint = URI.create(
                "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    }

    private ActorRef store(Path directory) {
        var config = new SqlQueuePersistenceConfig(
                true, "org.h2.Driver", "jdbc:h2:" + directory.toAbsolutePath().resolve("queues"), "", "", false);
        List<CreateQueueMetadata> none = scala.collection.immutable.List$.MODULE$.empty();
        return actors.actorOf(
                Props.create(SqlQueuePersistenceActor.class, () -> new SqlQueuePersistenceActor(config, none)));
    }

    URI endpoint() {
        return endpoint;
    }

    /** Makes the queues that are not there yet and returns the URL of each. */
    static Map<String, String> create(SqsClient sqs, java.util.List<AwsResources.Queue> queues) {
        var urls = new HashMap<String, String>();
        for (var queue : queues) {
            urls.put(
                    queue.deadLetterQueue(),
                    create(
                            sqs,
                            queue.deadLetterQueue(),
                            Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, seconds(queue.deadLettersKept()))));
            var redrive = "{\"deadLetterTargetArn\":\"arn:aws:sqs:%s:%s:%s\",\"maxReceiveCount\":%d}"
                    .formatted(Names.REGION, Names.ACCOUNT, queue.deadLetterQueue(), queue.deliveries());
            urls.put(
                    queue.name(),
                    create(
                            sqs,
                            queue.name(),
                            Map.of(
                                    QueueAttributeName.VISIBILITY_TIMEOUT,
                                    seconds(queue.visibility()),
                                    QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                                    seconds(queue.kept()),
                                    QueueAttributeName.REDRIVE_POLICY,
                                    redrive)));
        }
        return urls;
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private static String create(SqsClient sqs, String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
    }

    @Override
    public void close() throws Exception {
        // The server stops without telling open connections, because a long poll would delay the stop for 20 seconds.
        Await.ready(actors.terminate(), scala.concurrent.duration.Duration.create(TIMEOUT.toSeconds(), "s"));
    }
}
