package local;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.ecs.InstantRuntime;
import local.ecs.LocalEcs;
import local.ecs.TaskStatus;
import local.lambda.LocalLambda;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Everything the service talks to, in this JVM: DynamoDB Local, ElasticMQ, Kafka, an S3 server, a local ECS and its
 * logs, with their tables, queues, topics, buckets and task definitions. {@link #properties()} points the service at
 * it.
 *
 * <p>Closing it ends all of it and may be repeated; several may live in one JVM one after the other or side by side.
 */
public final class LocalPlatform implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalPlatform.class);
    private static final int CALLBACK_KEY_BYTES = 32;

    /**
     * How it is started.
     *
     * @param dataDirectory where tables, objects, messages and keys are kept over a restart, or null to keep all of it
     *     in memory; the tasks of the local ECS and what is in Kafka are gone with the process in any case
     * @param logs the directory of the containers' logs
     * @param tasks folders of task files, from which task definitions are made besides those of the shipped tasks
     */
    public record Options(Path dataDirectory, Path logs, Ports ports, List<Path> tasks) {

        public static final Path DEFAULT_LOGS = Path.of("target", "local", "logs");

        public static Options inMemory() {
            return new Options(null, DEFAULT_LOGS, Ports.FREE, List.of());
        }

        public static Options keptIn(Path dataDirectory) {
            return new Options(dataDirectory, DEFAULT_LOGS, Ports.FREE, List.of());
        }

        public Options withLogs(Path directory) {
            return new Options(dataDirectory, directory, ports, tasks);
        }

        public Options withPorts(Ports fixed) {
            return new Options(dataDirectory, logs, fixed, tasks);
        }

        public Options withTasks(List<Path> folders) {
            return new Options(dataDirectory, logs, ports, folders);
        }

        private Path directory(String name) {
            return dataDirectory == null ? null : dataDirectory.resolve(name);
        }
    }

    /** Fixed ports; 0 means a free port. Kafka always uses a free one. */
    public record Ports(int dynamoDb, int sqs, int s3, int ecs) {
        public static final Ports FREE = new Ports(0, 0, 0, 0);
    }

    private final Options options;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final LocalClients clients = new LocalClients();

    private LocalTokens tokens;
    private String callbackKey;
    private LocalDynamoDb dynamoDbServer;
    private LocalQueues queues;
    private Map<String, String> queueUrls;
    private LocalStorage storage;
    private LocalKafka kafka;
    private LocalEcs ecs;
    private LocalLogs logs;
    private LocalLambda lambda;
    private DynamoDbClient dynamoDb;
    private SqsClient sqs;
    private EcsClient ecsClient;
    private S3Client s3;
    private S3Presigner presigner;

    private LocalPlatform(Options options) {
        this.options = options;
        opened.push(clients);
    }

    public static LocalPlatform start() {
        return start(Options.inMemory());
    }

    public static LocalPlatform start(Options options) {
        var started = System.nanoTime();
        var platform = new LocalPlatform(options);
        try {
            platform.startAll();
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
        LOG.info("The local platform is up after {} ms", (System.nanoTime() - started) / 1_000_000);
        return platform;
    }

    /**
     * Kafka and the tables start at the same time as the rest, because they need nothing of it. S3 and ECS need the
     * queues for their events.
     */
    private void startAll() {
        var starters = Executors.newFixedThreadPool(4);
        try {
            var all = CompletableFuture.allOf(
                    run(starters, this::startKafka),
                    run(starters, this::startTables),
                    run(starters, this::startKeys),
                    run(starters, () -> {
                        startQueues();
                        startStorage();
                        startEcs();
                        startLambda();
                        return null;
                    }));
            all.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("The local platform cannot be started", e.getCause());
        } finally {
            starters.shutdown();
        }
    }

    private static CompletableFuture<Void> run(ExecutorService starters, Callable<Void> start) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        start.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                starters);
    }

    private Void startKafka() {
        kafka = opened(LocalKafka.start());
        return null;
    }

    private Void startTables() throws Exception {
        dynamoDbServer = opened(LocalDynamoDb.start(options.ports().dynamoDb(), options.directory("dynamodb")));
        dynamoDb = opened(clients.dynamoDb(dynamoDbServer.endpoint()));
        new Tables(dynamoDb).create();
        return null;
    }

    private Void startKeys() throws IOException, GeneralSecurityException {
        var directory = options.directory("keys");
        if (directory == null) {
            directory = Files.createTempDirectory("local-platform-keys");
            opened(deletion(directory));
        }
        tokens = LocalTokens.in(directory);
        callbackKey = callbackKey(directory.resolve("callback.key"));
        return null;
    }

    private void startQueues() throws Exception {
        queues = opened(LocalQueues.start(options.ports().sqs(), options.directory("queues")));
        sqs = opened(clients.sqs(queues.endpoint()));
        queueUrls = LocalQueues.create(
                sqs,
                Stream.concat(
                                Names.RESOURCES.queues().stream(),
                                Catalogue.read(options.tasks(), new DefaultCamelContext()).all().stream()
                                        .map(TaskFile::queue)
                                        .filter(Objects::nonNull)
                                        .map(Names::taskQueue))
                        .toList());
    }

    private void startStorage() throws Exception {
        var notifications = opened(new QueueSender(
                sqs, queueUrl(Names.RESOURCES.resultsNotification().queue())));
        storage = opened(LocalStorage.start(options.ports().s3(), options.directory("s3"), notifications));
        storage.put(Names.INPUT_BUCKET, Names.SAMPLE_KEY, BucketContents.jar());
        storage.put(Names.INPUT_BUCKET, Names.BROKEN_KEY, BucketContents.brokenJar());
        storage.put(Names.INPUT_BUCKET, Names.SARIF_KEY, BucketContents.sarif());
        s3 = opened(clients.s3(storage.endpoint()));
        presigner = opened(clients.presigner(storage.endpoint()));
    }

    private void startEcs() throws Exception {
        var rule = Names.RESOURCES.taskStateRule();
        var events = opened(new QueueSender(sqs, queueUrl(rule.queue())));
        ecs = opened(LocalEcs.start(LocalEcs.Options.of(options.logs(), events)
                .withPort(options.ports().ecs())
                .withEventStatuses(
                        rule.lastStatuses().stream().map(TaskStatus::valueOf).collect(Collectors.toSet()))
                .withRuntime(Names.INSTANT_IMAGE, new InstantRuntime(new InstantResults(storage)))));
        logs = opened(LocalLogs.start(0, options.logs()));
        ecsClient = opened(clients.ecs(ecs.endpoint()));
        new LocalTaskDefinitions(ecsClient, options.tasks()).register();
    }

    private void startLambda() throws Exception {
        lambda = opened(LocalLambda.start(0, opened(new QueueSender(sqs, queueUrl(Names.LAMBDA_RESULTS_QUEUE))), logs));
    }

    /** Spring properties that point the service at this platform. */
    public Map<String, String> properties() {
        var properties = new LinkedHashMap<String, String>();
        properties.put("execution.aws.region", Names.REGION.id());
        properties.put("execution.aws.access-key", Names.ACCESS_KEY);
        properties.put("execution.aws.secret-key", Names.SECRET_KEY);
        endpoints()
                .forEach((service, endpoint) ->
                        properties.put("execution.aws.endpoints." + service, endpoint.toString()));
        properties.put("execution.requests.jobs", "*");
        properties.putAll(Names.SETTINGS);
        properties.put("execution.ecs.subnets", Names.SUBNET);
        properties.put("execution.ecs.security-groups", Names.SECURITY_GROUP);
        properties.put("execution.lambda.destination", "true");
        properties.put("execution.kafka.brokers", kafkaBrokers());
        properties.put("execution.kafka.events-topic", Names.EVENTS_TOPIC);
        properties.put("execution.kafka.results-topic", Names.RESULTS_TOPIC);
        properties.put("execution.security.user.issuer", LocalTokens.ISSUER);
        properties.put("execution.security.user.audience", LocalTokens.AUDIENCE);
        properties.put("execution.security.user.tenant-claim", LocalTokens.TENANT_CLAIM);
        properties.put("execution.security.user.operator-claim", LocalTokens.OPERATOR_CLAIM);
        properties.put("execution.security.user.public-key", "file:" + tokens.publicKeyFile());
        properties.put("execution.security.callback.key", callbackKey);
        // The local tasks run as processes of this machine.
        properties.put("execution.security.callback.base-url", "http://127.0.0.1:${server.port:8080}");
        // The port is any free one, because several services may run on one machine.
        properties.put("management.server.port", "0");
        return Collections.unmodifiableMap(properties);
    }

    /** Gives the addresses by the names that the settings have for services: dynamodb, sqs, s3, ecs, logs. */
    public Map<String, URI> endpoints() {
        return Map.of(
                "dynamodb", dynamoDbServer.endpoint(),
                "sqs", queues.endpoint(),
                "s3", storage.endpoint(),
                "ecs", ecs.endpoint(),
                "lambda", lambda.endpoint(),
                "logs", logs.endpoint());
    }

    /**
     * Tells a person where everything is.
     *
     * @return a line for each server with its address
     */
    List<String> addresses() {
        return List.of(
                "dynamodb " + dynamoDbServer.endpoint(),
                "sqs " + queues.endpoint(),
                "s3 " + storage.endpoint(),
                "ecs " + ecs.endpoint(),
                "lambda " + lambda.endpoint(),
                "logs " + logs.endpoint(),
                "kafka " + kafkaBrokers());
    }

    public LocalTokens tokens() {
        return tokens;
    }

    public LocalEcs ecs() {
        return ecs;
    }

    /** Gives the local Lambda. It has no functions before somebody adds one. */
    public LocalLambda lambda() {
        return lambda;
    }

    public LocalLogs logs() {
        return logs;
    }

    public DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    /** Gives how often each operation of DynamoDB was called so far, by any client. */
    public Map<String, Long> dynamoDbCalls() {
        return dynamoDbServer.calls();
    }

    public SqsClient sqs() {
        return sqs;
    }

    public EcsClient ecsClient() {
        return ecsClient;
    }

    public S3Client s3() {
        return s3;
    }

    public S3Presigner presigner() {
        return presigner;
    }

    public String queueUrl(String queue) {
        return queueUrls.get(queue);
    }

    public String kafkaBrokers() {
        return kafka.brokers();
    }

    public void putAsset(String tenant, String assetId, String name) {
        new Tables(dynamoDb).putAsset(tenant, assetId, name);
    }

    /**
     * Starts a worker of the fleet as a process of its own, which ends with this JVM at the latest.
     *
     * @return the worker, which may be closed before this
     */
    public LocalWorker startWorker(LocalWorker.Options worker) throws IOException {
        return opened(LocalWorker.start(
                worker,
                Map.of(
                        "AWS_ENDPOINT_URL_SQS", queues.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID", Names.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY", Names.SECRET_KEY)));
    }

    /** Makes task definitions of the task files in a folder, besides those that were made at the start. */
    public void addTasks(Path folder) {
        new LocalTaskDefinitions(ecsClient, List.of(folder)).registerTasks();
    }

    /** Closes everything in the reverse order of the start, whatever fails on the way. */
    @Override
    public void close() {
        for (var part = next(); part != null; part = next()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} cannot be closed", part, e);
            }
        }
    }

    /** Runs the platform alone, see {@link StandAlone}. */
    public static void main(String[] arguments) throws Exception {
        StandAlone.run(arguments);
    }

    private <T extends AutoCloseable> T opened(T part) {
        synchronized (opened) {
            opened.push(part);
        }
        return part;
    }

    private AutoCloseable next() {
        synchronized (opened) {
            return opened.poll();
        }
    }

    private static String callbackKey(Path file) throws IOException {
        if (!Files.exists(file)) {
            var key = new byte[CALLBACK_KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Files.writeString(file, Base64.getEncoder().encodeToString(key));
        }
        return Files.readString(file).trim();
    }

    private static AutoCloseable deletion(Path directory) {
        return () -> {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        };
    }
}
