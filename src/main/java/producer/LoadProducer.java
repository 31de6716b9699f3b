package producer;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import producer.payload.Payload;
import producer.payload.RunIdentity;
import producer.report.Lag;
import producer.report.Progress;
import producer.report.Summary;
import producer.report.Tally;
import producer.report.Verification;
import producer.settings.LoadSettings;
import producer.settings.Setting;
import shared.kafka.KafkaFailure;

/**
 * The load producer's way in.
 *
 * <p>One thread sends with Kafka's own client. Camel's kafka component is not used, because it makes an exchange and
 * several headers for each record; {@code docs/load-testing.md} has the figures.
 */
public final class LoadProducer {
    private static final Logger LOG = LoggerFactory.getLogger(LoadProducer.class);

    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_SETTINGS = 2;
    static final int CLUSTER_UNUSABLE = 3;
    static final int LOST = 4;
    static final int NOT_VERIFIED = 5;

    private static final Duration MARGIN = Duration.ofSeconds(1);
    private static final int ADMIN_TIMEOUT = 30_000;

    private final LoadSettings settings;
    private final RunIdentity run;
    private final Payload payload;
    private final StopRequest stop;
    private final Map<String, String> connection;

    private LoadProducer(LoadSettings settings, RunIdentity run, Payload payload, StopRequest stop) {
        this.settings = settings;
        this.run = run;
        this.payload = payload;
        this.stop = stop;
        this.connection = settings.target().connection().clientProperties();
    }

    /**
     * Produces as the environment and the arguments say, prints a summary to stdout, and ends the JVM.
     *
     * <p>The exit code is 0 if every record was acknowledged and, if that was wished, verified; 1 if the producer
     * failed for another reason than the following; 2 if settings are wrong; 3 if the cluster cannot be used; 4 if
     * records were lost; 5 if the verification found fault. After SIGTERM the producer flushes what was sent and prints
     * the summary before it ends.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        StderrLog.configure();
        StopRequest stop = new StopRequest();
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        // Every exit of the JVM runs this hook. After SIGTERM the hook keeps the JVM alive until the run has ended in
        // the main thread, and then sets the exit code of the run, which would otherwise be 143.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.request();
                            Runtime.getRuntime().halt(exitCode.join());
                        },
                        "stop"));
        int code = FAILED;
        try {
            code = run(System.getenv(), List.of(arguments), System.out, stop);
        } catch (RuntimeException e) {
            LOG.error("failed", e);
        } finally {
            exitCode.complete(code);
        }
        System.exit(code);
    }

    /**
     * Does the same without ending the JVM and without setting up the log.
     *
     * @param out gets the summary, or the usage for {@code --help}
     * @param stop ends the run in order when it is requested
     * @return the exit code
     */
    static int run(Map<String, String> environment, List<String> arguments, PrintStream out, StopRequest stop) {
        if (arguments.contains("--help")) {
            out.print(Setting.usage());
            return OK;
        }
        List<String> problems = new ArrayList<>();
        LoadSettings settings = LoadSettings.parse(environment, arguments, problems);
        RunIdentity run = RunIdentity.begin(settings.content().source());
        Payload payload = null;
        try {
            payload = Payload.of(settings, run);
        } catch (Payload.PayloadException e) {
            problems.add(e.getMessage());
        }
        if (!problems.isEmpty()) {
            problems.forEach(LOG::error);
            return WRONG_SETTINGS;
        }
        if (!settings.unknown().isEmpty()) {
            LOG.info("environment variables that are no settings: {}", String.join(", ", settings.unknown()));
        }
        if (!settings.target().region().isEmpty()) {
            System.setProperty("aws.region", settings.target().region());
        }
        try {
            return new LoadProducer(settings, run, payload, stop).produce(out);
        } catch (ClusterUnusableException e) {
            LOG.error("{}", e.getMessage());
            return CLUSTER_UNUSABLE;
        } catch (IOException e) {
            LOG.error("{}: {}", Setting.PROMETHEUS_PORT, e.getMessage());
            return FAILED;
        }
    }

    private int produce(PrintStream out) throws ClusterUnusableException, IOException {
        new BrokerCheck(settings.target().connection()).run();
        Map<TopicPartition, Long> from = ends();
        boolean verify = settings.reports().verify();
        Tally tally = new Tally(from.size(), verify);
        Load load = new Load(settings, run, payload, tally, stop);
        Producer<byte[], byte[]> producer = producer();
        LOG.info(
                "run {}: {} records to topic {} at {}",
                run.id(),
                settings.pace().count() == Long.MAX_VALUE
                        ? "unlimited"
                        : settings.pace().count(),
                settings.target().topic(),
                settings.pace().perSecond() == 0
                        ? "full speed"
                        : settings.pace().perSecond() + "/s");
        Instant started = Instant.now();
        long start = System.nanoTime();
        boolean whole;
        Lag longestLag;
        double seconds;
        try (Progress progress = new Progress(settings, tally, load::lag)) {
            whole = send(load, producer);
            seconds = (System.nanoTime() - start) / 1e9;
            longestLag = progress.longestLag();
        }
        Summary summary = new Summary(settings, run, started, seconds, tally, load.endLag(), longestLag);
        boolean lost = tally.sentCount() > tally.ackedCount();
        boolean notVerified = false;
        if (verify) {
            Verification.Result result = new Verification(run, connection)
                    .read(from, tally.acknowledged(), settings.client(), this::outOfTime);
            summary.add(result);
            notVerified = result.status().bad();
        }
        out.println(summary);
        out.flush();
        return !whole ? FAILED : notVerified ? NOT_VERIFIED : lost ? LOST : OK;
    }

    /**
     * Sends, and waits until each record is acknowledged or lost. Gives false if the client failed and could not go on.
     */
    private boolean send(Load load, Producer<byte[], byte[]> producer) {
        try {
            load.send(producer);
            flush(producer);
            return true;
        } catch (KafkaException e) {
            LOG.error("the client cannot go on: {}", KafkaFailure.of(e).text());
            return false;
        } finally {
            Duration left = stop.left(settings.stopTimeout());
            producer.close(
                    settings.reports().verify()
                            ? left.dividedBy(2)
                            : left.multipliedBy(9).dividedBy(10));
        }
    }

    private boolean outOfTime() {
        return stop.requested() && stop.left(settings.stopTimeout()).compareTo(MARGIN) < 0;
    }

    private Map<TopicPartition, Long> ends() throws ClusterUnusableException {
        Map<String, Object> properties = new HashMap<>(connection);
        properties.put("default.api.timeout.ms", ADMIN_TIMEOUT);
        properties.put("request.timeout.ms", ADMIN_TIMEOUT);
        try (Admin admin = Admin.create(properties)) {
            Topic topic = new Topic(settings.target(), admin);
            return topic.ends(topic.ensure());
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ClusterUnusableException("the client cannot be made: " + cause.getMessage(), e);
        }
    }

    private Producer<byte[], byte[]> producer() throws ClusterUnusableException {
        Map<String, Object> properties = new HashMap<>(connection);
        properties.putAll(settings.client().properties());
        properties.put("client.id", "load-producer-" + run.id());
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            // Without this the first record would wait for the metadata, and every record after it would be late.
            producer.partitionsFor(settings.target().topic());
            return producer;
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new ClusterUnusableException(
                    "the topic cannot be written to: " + KafkaFailure.of(e).text(), e);
        }
    }

    private void flush(Producer<byte[], byte[]> producer) {
        stop.interruptOnRequest(Thread.currentThread());
        try {
            if (!stop.requested()) {
                producer.flush();
            }
        } catch (InterruptException e) {
            // A stop was requested. Closing the client follows, which waits no longer than there is time.
        } finally {
            stop.interruptNoMore();
        }
    }
}
