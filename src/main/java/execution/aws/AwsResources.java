package execution.aws;

import execution.catalogue.TaskFile;
import execution.model.ExecutionKey;
import execution.model.LaunchKey;
import execution.model.OutputKey;
import execution.model.ResultsKey;
import execution.runner.ecs.EcsProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * What has to exist before the service starts, and what each role needs permission for. The settings give the names;
 * this class defines everything else.
 *
 * @param tables tables of DynamoDB
 * @param queues queues of SQS, each with its dead letter queue
 * @param buckets names of S3 buckets
 * @param expiries which objects S3 deletes by itself
 * @param resultsNotification tells the service of each archive of results
 * @param taskStateRule tells the service of tasks that run or have stopped
 * @param wakeUpPipe tells the service of changes of the executions table; needed only where
 *     {@code execution.wake-up.from} is {@code queue}
 * @param permissions the actions that all roles need
 */
public record AwsResources(
        List<Table> tables,
        List<Queue> queues,
        List<String> buckets,
        List<Expiry> expiries,
        Notification resultsNotification,
        Rule taskStateRule,
        Pipe wakeUpPipe,
        List<Permission> permissions) {

    /**
     * How often SQS delivers a message before it moves the message to the dead letter queue by itself, without a
     * reason. Each failure of a stage uses up one delivery, and so does each end of a process that held the message.
     * With a minute between two deliveries, thirty of them last for half an hour, so a system that an operator's route
     * asks may be away for that long.
     */
    private static final int DELIVERIES = 30;

    /**
     * How often SQS delivers a wake-up. A wake-up that cannot be read will never be readable, and the sweep makes up
     * for a lost one.
     */
    private static final int WAKE_UP_DELIVERIES = 5;

    /**
     * How long SQS keeps a message. The service, or a system that the service waits for, may be away for that long
     * without any loss.
     */
    private static final Duration KEPT = Duration.ofDays(7);

    /** How long SQS keeps a wake-up. The sweep has found the work of an older one by then. */
    private static final Duration WAKE_UP_KEPT = Duration.ofHours(1);

    /**
     * How long SQS keeps a message in a dead letter queue: the longest time that SQS allows. A moved message keeps its
     * age, so at least a week is left to look at it.
     */
    private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(14);

    /**
     * How long S3 keeps the object of a launch. The task reads the object when its container starts, and again where
     * ECS starts the container anew; no execution runs for longer.
     */
    private static final Duration LAUNCHES_KEPT = Duration.ofDays(8);

    /** How long S3 keeps the end of what an attempt printed that failed. Only people read it. */
    private static final Duration OUTPUT_KEPT = Duration.ofDays(90);

    /** The attribute with the time at which an item may be deleted, in seconds since 1970. */
    public static final String EXPIRES_AT = "expires_at";

    private static final int INDEXES = 6;
    private static final Key KEY = new Key("PK", "SK");

    /**
     * The key of a table or an index.
     *
     * @param partition the name of the attribute with the partition key, which is a text
     * @param sort the name of the attribute with the sort key, which is a text
     */
    public record Key(String partition, String sort) {}

    /**
     * A table of DynamoDB.
     *
     * @param stream what the table's stream tells of a change; null if the table has no stream
     * @param expires the attribute by which items expire (time to live); null if none do
     */
    public record Table(
            String name, Key key, List<Index> indexes, StreamViewType stream, BillingMode billing, String expires) {}

    /**
     * A global secondary index.
     *
     * @param projection which attributes the index copies beside the keys; each write of a row writes, and costs, the
     *     copies as well
     */
    public record Index(String name, Key key, ProjectionType projection) {}

    /**
     * A queue of SQS.
     *
     * @param visibility how long a received message is hidden; the service asks for this time with each receive, except
     *     for wake-ups
     * @param deliveries how often a message is delivered, the maxReceiveCount of the redrive policy
     * @param kept how long a message is kept
     * @param deadLetterQueue the name of the dead letter queue
     * @param deadLettersKept how long a message of the dead letter queue is kept
     */
    public record Queue(
            String name,
            Duration visibility,
            int deliveries,
            Duration kept,
            String deadLetterQueue,
            Duration deadLettersKept) {}

    /**
     * A rule of a bucket's lifecycle.
     *
     * @param prefix what the key of the object begins with
     * @param after how long after its last change S3 deletes an object
     */
    public record Expiry(String bucket, String prefix, Duration after) {}

    /**
     * A notification of a bucket.
     *
     * @param event the name that S3 has for the event
     * @param prefix what the key of the object begins with
     * @param suffix what the key of the object ends with
     * @param queue the name of the queue that is told
     */
    public record Notification(String bucket, String event, String prefix, String suffix, String queue) {}

    /**
     * A rule of EventBridge for state changes of tasks.
     *
     * @param cluster the name or ARN of the cluster
     * @param lastStatuses the states that the service needs; ECS has many more
     * @param queue the name of the queue that is told
     */
    public record Rule(String cluster, List<String> lastStatuses, String queue) {

        /** Gives the rule's event pattern as a tree of maps, lists and texts that can be written as JSON. */
        public Map<String, Object> pattern() {
            Object arn = cluster.startsWith("arn:") ? cluster : Map.of("suffix", ":cluster/" + cluster);
            return Map.of(
                    "source",
                    List.of("aws.ecs"),
                    "detail-type",
                    List.of("ECS Task State Change"),
                    "detail",
                    Map.of("clusterArn", List.of(arn), "lastStatus", lastStatuses));
        }
    }

    /**
     * A pipe of EventBridge that sends records of the table's stream to a queue unchanged, beginning with the latest
     * record. It leaves out what wakes nobody, because each message costs as much as a small write.
     */
    public record Pipe(String table, String queue) {

        /**
         * Gives the pattern of the records that the pipe sends as a tree of maps, lists and texts that can be written
         * as JSON: new images of executions, and neither slots, leases and parts of jobs nor rows that were deleted.
         */
        public Map<String, Object> filter() {
            Object executions = Map.of("S", List.of(Map.of("prefix", ExecutionKey.SORT_KEY_PREFIX)));
            return Map.of(
                    "eventName",
                    List.of("INSERT", "MODIFY"),
                    "dynamodb",
                    Map.of("Keys", Map.of(KEY.sort(), executions)));
        }
    }

    /**
     * Makes the definition from the settings.
     *
     * @param service the names of tables, queues and buckets
     * @param ecs the cluster
     * @param audit the name of the table of what operators did
     */
    public static AwsResources of(ServiceProperties service, EcsProperties ecs, AuditProperties audit) {
        ServiceProperties.Queues queues = service.queues();
        String results = service.buckets().results();
        return new AwsResources(
                List.of(executions(service.table()), assets(service.assetsTable()), audit(audit.auditTable())),
                List.of(
                        queue(queues, queues.trigger(), queues.triggerDeadLetter()),
                        queue(queues, queues.taskState(), queues.taskStateDeadLetter()),
                        queue(queues, queues.results(), queues.resultsDeadLetter()),
                        queue(queues, queues.lambdaResults(), queues.lambdaResultsDeadLetter()),
                        queue(queues, queues.fleet(), queues.fleetDeadLetter()),
                        new Queue(
                                queues.wakeUp(),
                                queues.visibility(),
                                WAKE_UP_DELIVERIES,
                                WAKE_UP_KEPT,
                                queues.wakeUp() + "-dlq",
                                DEAD_LETTERS_KEPT)),
                List.of(service.buckets().input(), results, service.buckets().deadLetters()),
                List.of(
                        new Expiry(results, LaunchKey.PREFIX, LAUNCHES_KEPT),
                        new Expiry(results, OutputKey.PREFIX, OUTPUT_KEPT)),
                new Notification(results, "s3:ObjectCreated:*", ResultsKey.PREFIX, ResultsKey.SUFFIX, queues.results()),
                new Rule(ecs.cluster(), List.of("RUNNING", "STOPPED"), queues.taskState()),
                new Pipe(service.table(), queues.wakeUp()),
                new Permissions(service, ecs, audit).all());
    }

    private static Table executions(String name) {
        List<Index> indexes = IntStream.rangeClosed(1, INDEXES)
                .mapToObj(number -> "GSI" + number)
                .map(index -> new Index(index, new Key(index + "PK", index + "SK"), ProjectionType.KEYS_ONLY))
                .toList();
        return new Table(name, KEY, indexes, StreamViewType.NEW_IMAGE, BillingMode.PAY_PER_REQUEST, EXPIRES_AT);
    }

    private static Table assets(String name) {
        return new Table(name, KEY, List.of(), null, BillingMode.PAY_PER_REQUEST, null);
    }

    private static Table audit(String name) {
        return new Table(name, KEY, List.of(), null, BillingMode.PAY_PER_REQUEST, EXPIRES_AT);
    }

    /**
     * Gives the queue of a task whose file names one.
     *
     * @param service which says for how long messages are hidden
     */
    public static Queue taskQueue(ServiceProperties service, TaskFile.Queue queue) {
        return queue(service.queues(), queue.name(), queue.deadLetter());
    }

    private static Queue queue(ServiceProperties.Queues queues, String name, String deadLetterQueue) {
        return new Queue(name, queues.visibility(), DELIVERIES, KEPT, deadLetterQueue, DEAD_LETTERS_KEPT);
    }
}
