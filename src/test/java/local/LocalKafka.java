package local;

import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A Kafka broker with the topics. Its log is in a temporary directory, even where other data is kept. */
final class LocalKafka implements AutoCloseable {

    private static final int PARTITIONS = 3;

    private final EmbeddedKafkaKraftBroker broker;

    private LocalKafka(EmbeddedKafkaKraftBroker broker) {
        this.broker = broker;
    }

    static LocalKafka start() {
        var broker = new EmbeddedKafkaKraftBroker(
                1, PARTITIONS, Names.EVENTS_TOPIC, Names.RESULTS_TOPIC, Names.DOCUMENTS_TOPIC);
        try {
            broker.afterPropertiesSet();
            return new LocalKafka(broker);
        } catch (RuntimeException e) {
            broker.destroy();
            throw e;
        }
    }

    String brokers() {
        return broker.getBrokersAsString().replace("localhost", "127.0.0.1");
    }

    @Override
    public void close() {
        broker.destroy();
    }
}
