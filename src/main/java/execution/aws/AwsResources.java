package execution.aws;

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
 * What has to be there before the service starts, and what each role may do. The names are those of the settings; everything
 * else is said here and nowhere else.
 *
 * @param tables in DynamoDB
 * @param queues in SQS, each with its dead letter queue
 * @param buckets names in S3
 * @param resultsNotification tells of each archive of results
 * @param taskStateRule tells of tasks that run or have stopped
 * @param wakeUpPipe tells several instances of changes of the executions table; only where {@code execution.wake-up.from} is
 *     queue
 * @param permissions of all roles
 */
public record AwsResources(
        List<Table> tables,
        List<Queue> queues,
        List<String> buckets,
        Notification resultsNotification,
        Rule taskStateRule,
        Pipe wakeUpPipe,
        List<Permission> permissions) {

    /**
     * A message is delivered so often before SQS moves it to the dead letter queue without a reason. Each failure of a stage is a
     * delivery, and so is each end of a process that held the message. With a minute between two deliveries thirty of them last
     * for half an hour: whoever is asked by a route of the operator's own may be away for as long.
     */
    private static final int DELIVERIES = 30;

    /** A wake-up that cannot be read never can, and one that is lost is made up for by the sweep. */
    private static final int WAKE_UP_DELIVERIES = 5;

    /** For so long the service may be away, or what it waits for, without any loss. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** An old wake-up says nothing that the sweep does not know. */
    private static final Duration WAKE_UP_KEPT = Duration.ofHours(1);

    /** The most that SQS allows. A moved message keeps its age, so at least a week is left to look at it. */
    private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(14);

    private static final int INDEXES = 6;
    private static final Key KEY = new Key("PK", "SK");

    /** Names of the two attributes of a key; both are texts. */
    public record Key(String partition, String sort) {}

    /**
     * @param stream what its stream tells of a change, or null if it has none
     */
    public record Table(String name, Key key, List<Index> indexes, StreamViewType stream, BillingMode billing) {}

    /**
     * A global secondary index; what it copies beside the keys is written, and paid for, with each write of a row.
     */
    public record Index(String name, Key key, ProjectionType projection) {}

    /**
     * @param visibility for how long a received message is hidden; the service asks for this with each receive of its own accord,
     *     but for wake-ups
     * @param deliveries maxReceiveCount of the redrive policy
     * @param kept for how long a message is kept; the same for the dead letter queue
     */
    public record Queue(
            String name,
            Duration visibility,
            int deliveries,
            Duration kept,
            String deadLetterQueue,
            Duration deadLettersKept) {}

    /**
     * @param event S3's name of what is told
     * @param prefix with which the object's key begins
     * @param suffix with which it ends
     */
    public record Notification(String bucket, String event, String prefix, String suffix, String queue) {}

    /**
     * @param cluster name or ARN
     * @param lastStatuses the states that mean something to the service; ECS has many more
     */
    public record Rule(String cluster, List<String> lastStatuses, String queue) {

        /** The event pattern for EventBridge, as a tree of maps, lists and texts that JSON can be made of. */
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

    /** An EventBridge pipe that hands on each record of the table's stream as it is, from the latest on. */
    public record Pipe(String table, String queue) {}

    /**
     * @param service the names of tables, queues and buckets
     * @param ecs the cluster
     */
    public static AwsResources of(ServiceProperties service, EcsProperties ecs) {
        ServiceProperties.Queues queues = service.queues();
        String results = service.buckets().results();
        return new AwsResources(
                List.of(executions(service.table()), assets(service.assetsTable())),
                List.of(
                        queue(queues, queues.trigger(), queues.triggerDeadLetter()),
                        queue(queues, queues.taskState(), queues.taskStateDeadLetter()),
                        queue(queues, queues.results(), queues.resultsDeadLetter()),
                        new Queue(
                                queues.wakeUp(),
                                queues.visibility(),
                                WAKE_UP_DELIVERIES,
                                WAKE_UP_KEPT,
                                queues.wakeUp() + "-dlq",
                                DEAD_LETTERS_KEPT)),
                List.of(service.buckets().input(), results),
                new Notification(results, "s3:ObjectCreated:*", ResultsKey.PREFIX, ResultsKey.SUFFIX, queues.results()),
                new Rule(ecs.cluster(), List.of("RUNNING", "STOPPED"), queues.taskState()),
                new Pipe(service.table(), queues.wakeUp()),
                new Permissions(service, ecs).all());
    }

    private static Table executions(String name) {
        List<Index> indexes = IntStream.rangeClosed(1, INDEXES)
                .mapToObj(number -> "GSI" + number)
                .map(index -> new Index(index, new Key(index + "PK", index + "SK"), ProjectionType.KEYS_ONLY))
                .toList();
        return new Table(name, KEY, indexes, StreamViewType.NEW_AND_OLD_IMAGES, BillingMode.PAY_PER_REQUEST);
    }

    private static Table assets(String name) {
        return new Table(name, KEY, List.of(), null, BillingMode.PAY_PER_REQUEST);
    }

    private static Queue queue(ServiceProperties.Queues queues, String name, String deadLetterQueue) {
        return new Queue(name, queues.visibility(), DELIVERIES, KEPT, deadLetterQueue, DEAD_LETTERS_KEPT);
    }
}
