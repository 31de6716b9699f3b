package producer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import producer.settings.LoadSettings;
import shared.kafka.KafkaFailure;

/** The topic that the records are sent to. */
final class Topic {
    private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final LoadSettings.Target target;
    private final Admin admin;

    Topic(LoadSettings.Target target, Admin admin) {
        this.target = target;
        this.admin = admin;
    }

    /**
     * Creates the topic if it is missing. The topic gets fewer replicas than wished if the cluster has fewer brokers.
     *
     * @return how many partitions the topic has
     * @throws ClusterUnusableException if the cluster refuses a request or does not answer
     */
    int ensure() throws ClusterUnusableException {
        try {
            return described();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw unusable("cannot be described", e.getCause());
            }
        }
        create();
        try {
            return onceKnown(this::described);
        } catch (ExecutionException e) {
            throw unusable("cannot be described", e.getCause());
        }
    }

    private void create() throws ClusterUnusableException {
        for (short replicas = target.replication(); ; replicas--) {
            try {
                await(admin.createTopics(List.of(new NewTopic(target.topic(), target.partitions(), replicas)))
                        .all());
                LOG.info("created topic {}", target.topic());
                return;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    // Another process created the topic in the meantime.
                    return;
                }
                if (!(e.getCause() instanceof InvalidReplicationFactorException) || replicas == 1) {
                    throw unusable("cannot be created", e.getCause());
                }
            }
        }
    }

    /**
     * Gives the offset after the last record of each partition.
     *
     * @param partitions how many partitions the topic has
     * @throws ClusterUnusableException if the cluster refuses the request or does not answer
     */
    Map<TopicPartition, Long> ends(int partitions) throws ClusterUnusableException {
        Collection<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(target.topic(), partition))
                .toList();
        try {
            var latest = all.stream().collect(Collectors.toMap(Function.identity(), at -> OffsetSpec.latest()));
            return onceKnown(() -> await(admin.listOffsets(latest).all())).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException e) {
            throw unusable("has no offsets to be told", e.getCause());
        }
    }

    private int described() throws ExecutionException {
        List<TopicPartitionInfo> partitions = await(
                        admin.describeTopics(List.of(target.topic())).allTopicNames())
                .get(target.topic())
                .partitions();
        LOG.info(
                "topic {}: {} partitions, {} replicas",
                target.topic(),
                partitions.size(),
                partitions.get(0).replicas().size());
        return partitions.size();
    }

    /**
     * Repeats a question while a broker does not know the topic, because a new topic takes a moment to reach all
     * brokers.
     */
    private static <T> T onceKnown(Question<T> question) throws ExecutionException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            try {
                return question.ask();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException
                                || e.getCause() instanceof LeaderNotAvailableException)
                        || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private interface Question<T> {
        T ask() throws ExecutionException;
    }

    private static <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }

    private ClusterUnusableException unusable(String why, Throwable cause) {
        return new ClusterUnusableException(
                "topic %s %s: %s"
                        .formatted(target.topic(), why, KafkaFailure.of(cause).text()),
                cause);
    }
}
