package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class AttributesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonNode there(String json) throws Exception {
        return Attributes.json(Attributes.item(MAPPER.readTree(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":\"a\",\"empty\":\"\"}",
                "{\"yes\":true,\"no\":false}",
                "{\"object\":{\"deep\":{\"list\":[1,\"a\",{\"b\":[]}]}}}",
                "{\"list\":[null,1]}",
                "{\"long\":9223372036854775807,\"least\":-9223372036854775807}",
                "{\"tenth\":0.1}"
            })
    void shouldComeBackAsItWas(String json) throws Exception {
        assertThat(there(json).toString()).isEqualTo(json);
    }

    @Test
    void shouldLeaveOutWhatAnObjectHasNoValueFor() throws Exception {
        assertThat(there("{\"none\":null,\"a\":1}").toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void shouldReadNumbersThatArePutByOthers() {
        JsonNode json = Attributes.json(Map.of(
                "whole", AttributeValue.fromN("2.0"),
                "thousand", AttributeValue.fromN("1E3"),
                "huge", AttributeValue.fromN("9223372036854775808"),
                "less", AttributeValue.fromN("-9223372036854775809")));

        assertThat(json.get("whole").isIntegralNumber()).isTrue();
        assertThat(json.get("whole").longValue()).isEqualTo(2);
        assertThat(json.get("thousand").longValue()).isEqualTo(1_000);
        assertThat(json.get("huge").decimalValue()).isEqualByComparingTo("9223372036854775808");
        assertThat(json.get("less").decimalValue()).isEqualByComparingTo("-9223372036854775809");
    }

    @Test
    void shouldReadSetsThatArePutByOthers() {
        JsonNode json = Attributes.json(Map.of(
                "texts",
                AttributeValue.fromSs(List.of("a", "b")),
                "numbers",
                AttributeValue.fromNs(List.of("1", "2"))));

        assertThat(json.get("texts").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(json.get("numbers").toString()).isEqualTo("[1,2]");
    }

    @Test
    void shouldWeighAllTextHoweverDeepItIs() throws Exception {
        String text = "x".repeat(1_000);
        long flat = weight("{\"a\":\"%s\"}".formatted(text));

        assertThat(flat).isBetween(4_000L, 5_000L);
        assertThat(weight("{\"%s\":1}".formatted(text))).isBetween(4_000L, 5_000L);
        assertThat(weight("{\"o\":{\"a\":\"%s\"}}".formatted(text))).isGreaterThan(flat);
        assertThat(weight("{\"l\":[\"%s\",\"%s\"]}".formatted(text, text))).isGreaterThan(2 * flat - 100);
        assertThat(weight("{\"l\":[]}")).isPositive();
        assertThat(weight("{\"o\":{}}")).isPositive();
        assertThat(weight("{\"n\":1}")).isPositive();
    }

    private static long weight(String json) throws Exception {
        return Attributes.weight(Attributes.item(MAPPER.readTree(json)));
    }
}
