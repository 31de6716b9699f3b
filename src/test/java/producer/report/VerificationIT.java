package producer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import producer.TestBroker;
import producer.payload.RunIdentity;
import producer.settings.LoadSettings;

class VerificationIT {

    private static final TestBroker BROKER = TestBroker.shared();
    private static final LoadSettings.Client EXACTLY_ONCE = client("all", 10);
    private static final LoadSettings.Client AT_LEAST_ONCE = client("1", 10);

    private final String topic = "verified-" + UUID.randomUUID();
    private final RunIdentity run = RunIdentity.begin("test");

    private static LoadSettings.Client client(String acks, int retries) {
        return new LoadSettings.Client(acks, 0, retries, "none", 1_000_000, 10_000, 16_384, 33_554_432);
    }

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = BROKER.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        }
    }

    private void write(RunIdentity of, long... sequences) {
        try (var producer =
                new KafkaProducer<>(BROKER.connection(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long sequence : sequences) {
                var record = new ProducerRecord<>(topic, (int) sequence % 2, (byte[]) null, new byte[] {1});
                record.headers().add(RunIdentity.MARK_HEADER, of.mark(sequence));
                producer.send(record);
            }
        }
    }

    private Verification.Result verify(LoadSettings.Client client, int... acknowledged) {
        BitSet bits = new BitSet();
        for (int sequence : acknowledged) {
            bits.set(sequence);
        }
        return new Verification(run, BROKER.connection())
                .read(
                        Map.of(new TopicPartition(topic, 0), 0L, new TopicPartition(topic, 1), 0L),
                        bits,
                        client,
                        () -> false);
    }

    @Test
    void shouldFindAMissingRecord() {
        write(run, 0, 1, 3);

        Verification.Result result = verify(EXACTLY_ONCE, 0, 1, 2, 3);

        assertThat(result.status()).isEqualTo(Verification.Status.MISSING);
        assertThat(result.missing()).isEqualTo(1);
        assertThat(result.firstMissing()).containsExactly(run.id() + "-2");
        assertThat(result.found()).isEqualTo(3);
    }

    @Test
    void shouldFindADuplicate() {
        write(run, 0, 1, 1, 2, 1);

        assertThat(verify(EXACTLY_ONCE, 0, 1, 2).status()).isEqualTo(Verification.Status.DUPLICATES);
        assertThat(verify(AT_LEAST_ONCE, 0, 1, 2).status()).isEqualTo(Verification.Status.VERIFIED);
        assertThat(verify(AT_LEAST_ONCE, 0, 1, 2).duplicates()).isEqualTo(2);
    }

    @Test
    void shouldPassOverRecordsOfOthers() {
        write(RunIdentity.begin("other"), 0, 1, 2);
        try (var producer =
                new KafkaProducer<>(BROKER.connection(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1}));
            var odd = new ProducerRecord<byte[], byte[]>(topic, new byte[] {1});
            odd.headers().add(RunIdentity.MARK_HEADER, new byte[] {1, 2});
            producer.send(odd);
        }
        write(run, 0);

        Verification.Result result = verify(EXACTLY_ONCE, 0);

        assertThat(result.status()).isEqualTo(Verification.Status.VERIFIED);
        assertThat(result.found()).isEqualTo(1);
    }

    @Test
    void shouldTellWhatWasStoredAndNeverAcknowledged() {
        write(run, 0, 1);

        Verification.Result result = verify(EXACTLY_ONCE, 0);

        assertThat(result.status()).isEqualTo(Verification.Status.VERIFIED);
        assertThat(result.unacknowledged()).isEqualTo(1);
    }
}
