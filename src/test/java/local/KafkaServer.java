package local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker that can be stopped and started again with what it holds, on the same ports. {@link #start} takes some
 * two seconds.
 */
public class KafkaServer implements AutoCloseable {

    private static final int PARTITIONS = 3;

    private final Path directory;
    private final int outsidePort;
    private final int insidePort;
    private final Properties properties = new Properties();

    private KafkaRaftServer server;

    /**
     * Prepares a broker that is not started yet.
     *
     * @param protocol the protocol of the listener that clients use
     * @param more further properties of the broker
     */
    protected KafkaServer(String protocol, Map<String, String> more) {
        var ports = Stream.generate(FreePorts::next).distinct().limit(3).toList();
        outsidePort = ports.get(0);
        insidePort = ports.get(1);
        try {
            directory = Files.createTempDirectory("kafka-server");
            format();
        } catch (Exception e) {
            throw new IllegalStateException("The broker's directory cannot be prepared", e);
        }
        properties.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@127.0.0.1:" + ports.get(2),
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                "OUTSIDE://127.0.0.1:%d,INSIDE://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(outsidePort, insidePort, ports.get(2)),
                "listener.security.protocol.map",
                "OUTSIDE:" + protocol + ",INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "INSIDE",
                "log.dir",
                directory.resolve("log").toString()));
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "auto.create.topics.enable", "false",
                "num.partitions", Integer.toString(PARTITIONS),
                "log.cleaner.enable", "false"));
        properties.putAll(more);
    }

    /** Starts a broker that takes every record, with the topics of {@link Names}. */
    public static KafkaServer start() {
        var server = new KafkaServer("PLAINTEXT", Map.of());
        server.startAgain();
        server.createTopics(Names.EVENTS_TOPIC, Names.RESULTS_TOPIC);
        return server;
    }

    private void format() throws Exception {
        Files.createDirectories(directory.resolve("log"));
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setDirectories(List.of(directory.resolve("log").toString()))
                .setMetadataLogDirectory(directory.resolve("log").toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setPrintStream(new PrintStream(new ByteArrayOutputStream()))
                .run();
    }

    /** Starts the broker with the records that it held when it was stopped. */
    public synchronized void startAgain() {
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
    }

    /** Stops the broker. Nobody listens on its ports any more, and its records are kept. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Gives the address for clients. */
    public String brokers() {
        return "127.0.0.1:" + outsidePort;
    }

    /** Gives the address at which tests read without any security what is in the broker. */
    public String inside() {
        return "127.0.0.1:" + insidePort;
    }

    public final void createTopics(String... names) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", inside()))) {
            admin.createTopics(Stream.of(names)
                            .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
