package producer.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import producer.settings.LoadSettings;

class TemplateTest {

    private static final RunIdentity RUN = new RunIdentity(0x1234, "a \"source\"", "host-1");

    @TempDir
    Path folder;

    private static String text(String template, long sequence) {
        return new String(Template.plain(template, RUN, Map.of("FLAG", "on")).value(sequence), StandardCharsets.UTF_8);
    }

    private Payload fromFile(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("payload.json"), text);
        List<String> problems = new ArrayList<>();
        LoadSettings settings = LoadSettings.parse(
                Map.of("BOOTSTRAP_SERVERS", "b:1", "PAYLOAD", file.toString(), "FLAG", "\"quoted\"\n"),
                List.of(),
                problems);
        assertThat(problems).isEmpty();
        return Payload.of(settings, RUN);
    }

    @Test
    void shouldMakeTheEvent() throws Exception {
        Template template = Template.json(Payload.EVENT, RUN, Map.of());
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());

        JsonNode event = new ObjectMapper().readTree(template.value(42));

        assertThat(event.properties()).hasSize(4);
        assertThat(event.get("message_id").asText()).isEqualTo("0000000000001234-42");
        assertThat(event.get("source").asText()).isEqualTo("a \"source\"");
        assertThat(event.get("host").asText()).isEqualTo("host-1");
        assertThat(event.get("ts").asText()).endsWith("Z").hasSize(24);
        assertThat(Instant.parse(event.get("ts").asText())).isBetween(before, Instant.now());
    }

    @Test
    void shouldPutTheRecordsOwnAndTheEnvironmentInto() {
        assertThat(text("${{record.sequence}} of ${{ record.run }}: ${{env.FLAG}}, é", 7))
                .isEqualTo("7 of 0000000000001234: on, é");
    }

    @Test
    void shouldPutRandomTextsAndNumbersInto() {
        assertThat(text("${{random.text.20}}", 0)).matches("[A-Za-z0-9]{20}");
        assertThat(text("${{random.number.10}}", 0)).matches("[0-9]");
        assertThat(text("${{random.uuid}}", 0)).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @Test
    void shouldEscapeValuesInJson() throws Exception {
        Payload payload = fromFile("{\"flag\": \"${{env.FLAG}}\", \"n\": ${{record.sequence}}}\n");

        JsonNode json = new ObjectMapper().readTree(payload.value(3));

        assertThat(json.get("flag").asText()).isEqualTo("\"quoted\"\n");
        assertThat(json.get("n").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": \"${{env.NOT_SET}}\"}",
                "{\"a\": \"${{record.nothing}}\"}",
                "{\"a\": \"${{random.text.0}}\"}",
                "{\"a\": \"${{random.text.9999999999}}\"}",
                "{\"a\": \"${{shell.id}}\"}",
                "{\"a\": \"${{record.ts\"}",
                "{\"a\": ",
                "{\"a\": 1} trailing",
            })
    void shouldRefuseWhatIsNotKnownOrNotJson(String template) {
        assertThatThrownBy(() -> fromFile(template))
                .isInstanceOf(Payload.PayloadException.class)
                .hasMessageStartingWith("PAYLOAD: ");
    }

    @Test
    void shouldMakeKeys() {
        assertThat(Keys.of("none", RUN).key(1)).isNull();
        assertThat(Keys.of("message_id", RUN).key(1)).asString().isEqualTo("0000000000001234-1");
        assertThat(Keys.of("constant:a:b", RUN).key(1)).asString().isEqualTo("a:b");
        Keys random = Keys.of("random:3", RUN);
        assertThat(LongStream.range(0, 1_000).mapToObj(random::key).map(String::new))
                .containsOnly("0", "1", "2");
    }
}
