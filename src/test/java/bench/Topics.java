package bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import local.LocalPlatform;
import local.Names;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows both topics: which executions have completed and whose results are announced. */
final class Topics implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> ENDED_OTHERWISE = Set.of("failed", "cancelled", "timed_out");
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, String> consumer;
    private final Thread thread = new Thread(this::follow, "bench-topics");
    private final Set<String> completed = ConcurrentHashMap.newKeySet();
    private final Set<String> results = ConcurrentHashMap.newKeySet();
    private volatile String failure;
    private volatile boolean closed;

    Topics(LocalPlatform platform) {
        consumer = new KafkaConsumer<>(
                // Asked less often than for each message: what is measured is not this consumer.
                Map.of(
                        "bootstrap.servers",
                        platform.kafkaBrokers(),
                        "fetch.min.bytes",
                        64 * 1024,
                        "fetch.max.wait.ms",
                        100),
                new StringDeserializer(),
                new StringDeserializer());
        var partitions = List.of(Names.EVENTS_TOPIC, Names.RESULTS_TOPIC).stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until so many executions more than before have completed and their results are announced. */
    void await(Mark before, int more, Duration patience) throws InterruptedException, TimeoutException {
        var deadline = System.nanoTime() + patience.toNanos();
        while (completed.size() < before.completed() + more || results.size() < before.results() + more) {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("after %s %d of %d have completed, and %d have results"
                        .formatted(
                                patience,
                                completed.size() - before.completed(),
                                more,
                                results.size() - before.results()));
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** How far it has come. */
    record Mark(int completed, int results) {}

    Mark mark() {
        return new Mark(completed.size(), results.size());
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }

    private void follow() {
        try (consumer) {
            while (!closed) {
                for (var message : consumer.poll(POLL)) {
                    take(message);
                }
            }
        } catch (Exception e) {
            failure = "the topics cannot be followed: " + e;
        }
    }

    private void take(ConsumerRecord<String, String> message) throws IOException {
        var json = MAPPER.readTree(message.value());
        var execution = json.path("execution_id").asText();
        if (!execution.equals(message.key())) {
            failure = "a message has the key " + message.key() + ": " + json;
        } else if (message.topic().equals(Names.RESULTS_TOPIC)) {
            results.add(execution);
        } else if (json.path("status").asText().equals("completed")) {
            completed.add(execution);
        } else if (ENDED_OTHERWISE.contains(json.path("status").asText())) {
            failure = "an execution did not complete: " + json;
        }
    }
}
