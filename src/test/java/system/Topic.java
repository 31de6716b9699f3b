package system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.ExecutionKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import local.Names;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import schemas.PublishedSchema;

/** Reads all that is on a topic, as a consumer does. Each message is checked against its schema. */
final class Topic implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, String> consumer;
    private final PublishedSchema schema;
    private final List<ConsumerRecord<String, String>> records = new ArrayList<>();

    private Topic(KafkaConsumer<String, String> consumer, PublishedSchema schema) {
        this.consumer = consumer;
        this.schema = schema;
    }

    static Topic read(String name) {
        return read(SharedPlatform.get().kafkaBrokers(), name);
    }

    /**
     * Reads from another Kafka than that of the shared platform.
     *
     * @param brokers the address of that Kafka
     */
    static Topic read(String brokers, String name) {
        return read(
                brokers,
                name,
                switch (name) {
                    case Names.EVENTS_TOPIC -> PublishedSchema.STATUS_EVENT;
                    case Names.DOCUMENTS_TOPIC -> PublishedSchema.RESULTS_CONTEXT_MESSAGE;
                    default -> PublishedSchema.RESULTS_MESSAGE;
                });
    }

    /** Reads a topic of a test's own, whose messages are to be as this schema says. */
    static Topic read(String name, PublishedSchema schema) {
        return read(SharedPlatform.get().kafkaBrokers(), name, schema);
    }

    private static Topic read(String brokers, String name, PublishedSchema schema) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        UUID.randomUUID().toString(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(name));
        return new Topic(consumer, schema);
    }

    /** Gives the messages about the execution that came so far, in their order and with repetitions. */
    synchronized List<JsonNode> all(ExecutionKey key) {
        consumer.poll(POLL).forEach(this::take);
        return records.stream()
                .filter(message -> key.executionId().equals(message.key()))
                .map(message -> json(message.value()))
                .toList();
    }

    /**
     * Gives all messages that came so far by their keys, which are ids of executions, in their order and with
     * repetitions.
     */
    synchronized Map<String, List<JsonNode>> byExecution() {
        for (ConsumerRecords<String, String> more = consumer.poll(POLL); !more.isEmpty(); more = consumer.poll(POLL)) {
            more.forEach(this::take);
        }
        return records.stream()
                .filter(message -> message.key() != null)
                .collect(Collectors.groupingBy(
                        ConsumerRecord::key,
                        Collectors.mapping(message -> json(message.value()), Collectors.toList())));
    }

    /** Gives the headers of the messages about the execution that came so far, in their order. */
    synchronized List<Map<String, String>> headers(ExecutionKey key) {
        return records.stream()
                .filter(message -> key.executionId().equals(message.key()))
                .map(message -> {
                    Map<String, String> headers = new LinkedHashMap<>();
                    message.headers()
                            .forEach(header ->
                                    headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
                    return headers;
                })
                .toList();
    }

    private void take(ConsumerRecord<String, String> message) {
        schema.assertKept(json(message.value()));
        records.add(message);
    }

    /** Gives the messages without repetitions, as a consumer keeps them that drops each seq that it has seen. */
    List<JsonNode> events(ExecutionKey key) {
        Map<Integer, JsonNode> first = new LinkedHashMap<>();
        all(key).forEach(event -> first.putIfAbsent(event.get("seq").asInt(), event));
        return List.copyOf(first.values());
    }

    /** Waits until as many different events have come as the history of the execution has entries. */
    List<JsonNode> awaitEvents(ExecutionKey key, int number) {
        return await("events of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> events(key), events -> events.size() >= number);
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void close() {
        consumer.close();
    }
}
