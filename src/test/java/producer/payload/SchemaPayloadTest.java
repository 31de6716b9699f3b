package producer.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import producer.settings.LoadSettings;

class SchemaPayloadTest {

    private static final RunIdentity RUN = new RunIdentity(0x1234, "source", "host-1");

    private static final String EVERY_TYPE =
            """
            {"type": "record", "name": "Order", "namespace": "shop", "fields": [
              {"name": "message_id", "type": "string"},
              {"name": "flag", "type": "string", "template": "flag ${{env.FLAG}} of ${{record.sequence}}"},
              {"name": "order_id", "type": {"type": "string", "logicalType": "uuid"}},
              {"name": "email", "type": ["null", "string"]},
              {"name": "country", "type": "string"},
              {"name": "age", "type": "int"},
              {"name": "created_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "changed_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "at_time", "type": {"type": "int", "logicalType": "time-millis"}},
              {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
              {"name": "tax", "type": {"type": "fixed", "name": "Tax", "size": 8,
                                       "logicalType": "decimal", "precision": 12, "scale": 4}},
              {"name": "digest", "type": {"type": "fixed", "name": "Digest", "size": 16}},
              {"name": "latitude", "type": "double"},
              {"name": "weight", "type": "float"},
              {"name": "paid", "type": "boolean"},
              {"name": "raw", "type": "bytes"},
              {"name": "nothing", "type": "null"},
              {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "SENT"]}},
              {"name": "tags", "type": {"type": "array", "items": "string"}},
              {"name": "counts", "type": {"type": "map", "values": "long"}},
              {"name": "either", "type": ["int", "string", "null"]},
              {"name": "address", "type": {"type": "record", "name": "Address", "fields": [
                {"name": "city", "type": "string"}, {"name": "post_code", "type": ["null", "string"]}]}},
              {"name": "former", "type": {"type": "array", "items": "Address"}}
            ]}""";

    @TempDir
    Path folder;

    private Payload payload(String schema, String format, String nullProbability) throws Exception {
        Path file = Files.writeString(folder.resolve("schema.avsc"), schema);
        List<String> problems = new ArrayList<>();
        LoadSettings settings = LoadSettings.parse(
                Map.of(
                        "BOOTSTRAP_SERVERS",
                        "b:1",
                        "PAYLOAD",
                        file.toString(),
                        "PAYLOAD_FORMAT",
                        format,
                        "NULL_PROB",
                        nullProbability,
                        "FLAG",
                        "on"),
                List.of(),
                problems);
        assertThat(problems).isEmpty();
        return Payload.of(settings, RUN);
    }

    private static GenericRecord decoded(String schema, byte[] bytes) throws Exception {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
        GenericRecord record =
                new GenericDatumReader<GenericRecord>(new Schema.Parser().parse(schema)).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        return record;
    }

    @Test
    void shouldWriteAvroThatTheSchemaReads() throws Exception {
        Payload payload = payload(EVERY_TYPE, "avro", "0.35");

        for (int sequence = 0; sequence < 1_000; sequence++) {
            GenericRecord order = decoded(EVERY_TYPE, payload.value(sequence));

            assertThat(order.get("message_id")).hasToString("0000000000001234-" + sequence);
            assertThat(order.get("flag")).hasToString("flag on of " + sequence);
            assertThat((int) order.get("age")).isBetween(18, 90);
            assertThat(Instant.ofEpochMilli((long) order.get("created_at")))
                    .isBetween(Instant.now().minus(Duration.ofDays(2)), Instant.now());
        }
    }

    @Test
    void shouldWritePlainJson() throws Exception {
        Payload payload = payload(EVERY_TYPE, "json", "0.35");

        for (int sequence = 0; sequence < 1_000; sequence++) {
            JsonNode order = new ObjectMapper().readTree(payload.value(sequence));

            assertThat(order.properties()).hasSize(24);
            assertThat(order.get("message_id").asText()).isEqualTo("0000000000001234-" + sequence);
            assertThat(order.get("email").isNull()
                            || order.get("email").asText().endsWith("@example.com"))
                    .isTrue();
            assertThat(order.get("price").isNumber()).isTrue();
            assertThat(order.get("digest").binaryValue()).hasSize(16);
            assertThat(order.get("state").asText()).isIn("NEW", "SENT");
            assertThat(order.get("address").get("city").isTextual()).isTrue();
            assertThat(order.get("latitude").asDouble()).isBetween(-90.0, 90.0);
        }
    }

    @Test
    void shouldLeaveOutNullablesWithTheGivenProbability() throws Exception {
        int records = 20_000;
        Payload payload = payload(EVERY_TYPE, "avro", "0.35");
        Map<String, Integer> nulls = new HashMap<>();

        for (int sequence = 0; sequence < records; sequence++) {
            GenericRecord order = decoded(EVERY_TYPE, payload.value(sequence));
            nulls.merge("email", order.get("email") == null ? 1 : 0, Integer::sum);
            nulls.merge("either", order.get("either") == null ? 1 : 0, Integer::sum);
            nulls.merge(
                    "post_code", ((GenericRecord) order.get("address")).get("post_code") == null ? 1 : 0, Integer::sum);
        }

        // Six times the standard deviation of a binomial count, sqrt(20000 · 0.35 · 0.65) = 67: one run in 500 million.
        assertThat(nulls.values()).allSatisfy(count -> assertThat(count).isBetween(7_000 - 405, 7_000 + 405));
    }

    @Test
    void shouldLeaveOutNoneOrAllAtTheEnds() throws Exception {
        Payload never = payload(EVERY_TYPE, "avro", "0");
        Payload always = payload(EVERY_TYPE, "avro", "1");

        for (int sequence = 0; sequence < 500; sequence++) {
            assertThat(decoded(EVERY_TYPE, never.value(sequence)).get("email")).isNotNull();
            assertThat(decoded(EVERY_TYPE, always.value(sequence)).get("either"))
                    .isNull();
        }
    }

    @Test
    void shouldUseEveryBranchOfAUnion() throws Exception {
        Payload payload = payload(EVERY_TYPE, "avro", "0.35");
        Set<Class<?>> kinds = new HashSet<>();

        for (int sequence = 0; sequence < 500; sequence++) {
            Object either = decoded(EVERY_TYPE, payload.value(sequence)).get("either");
            kinds.add(either == null ? null : either.getClass());
        }

        assertThat(kinds).hasSize(3);
    }

    @Test
    void shouldEndRecordsThatHoldThemselves() throws Exception {
        String tree =
                """
                {"type": "record", "name": "Node", "fields": [
                  {"name": "name", "type": "string"},
                  {"name": "left", "type": ["null", "Node"]},
                  {"name": "right", "type": ["Node", "string"]},
                  {"name": "more", "type": {"type": "array", "items": "Node"}}
                ]}""";
        Payload avro = payload(tree, "avro", "0");
        Payload json = payload(tree, "json", "0");

        for (int sequence = 0; sequence < 20; sequence++) {
            assertThat(decoded(tree, avro.value(sequence)).get("left")).isNotNull();
            assertThat(new ObjectMapper().readTree(json.value(sequence)).has("right"))
                    .isTrue();
        }
    }

    @Test
    void shouldRefuseRecordsWithoutEnd() {
        assertThatThrownBy(() -> payload(
                        """
                        {"type": "record", "name": "Node", "fields": [{"name": "next", "type": "Node"}]}""",
                        "json",
                        "0.5"))
                .hasMessage("PAYLOAD: its records have no end: one must hold itself");
    }

    @Test
    void shouldRefuseWhatIsNoSchema() {
        assertThatThrownBy(() -> payload("{\"type\": \"rekord\"}", "json", "0.5"))
                .isInstanceOf(Payload.PayloadException.class)
                .hasMessageStartingWith("PAYLOAD: is no Avro schema: ");
    }

    @Test
    void shouldWriteTheEventAsAvro() throws Exception {
        LoadSettings settings = LoadSettings.parse(
                Map.of("BOOTSTRAP_SERVERS", "b:1", "PAYLOAD_FORMAT", "avro"), List.of(), new ArrayList<>());
        String schema = Files.readString(Path.of("src/main/resources/producer/event.avsc"));

        GenericRecord event = decoded(schema, Payload.of(settings, RUN).value(5));

        assertThat(event.get("message_id")).hasToString("0000000000001234-5");
        assertThat(event.get("host")).hasToString("host-1");
    }
}
