package shared.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"b\":[true,false,null,\"x\"],\"c\":{\"d\":{}},\"e\":[]}",
                "[0,-1,2147483648,123456789012345678901234567890,1.10,-0.5,1E+400]",
                "\"quote \\\" backslash \\\\ line \\n é €\"",
                "7",
                "null",
            })
    void shouldWriteWhatItReadWithEveryDigit(String text) throws Exception {
        assertThat(new String(Json.bytes(Json.read(text)), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void shouldWriteMapsAndListsAsTheTreesTheyStandFor() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("list", new ArrayList<>(Arrays.asList("x", 2, new BigDecimal("1.50"), true, null)));
        map.put("map", Map.of("y", List.of()));
        map.put("tree", Json.object().put("z", 1));

        assertThat(new String(Json.bytes(map), StandardCharsets.UTF_8))
                .isEqualTo("{\"list\":[\"x\",2,1.50,true,null],\"map\":{\"y\":[]},\"tree\":{\"z\":1}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{} {}",
                "[1,]",
                "{'a':1}",
                "[1",
                "{\"a\"}",
                "NaN",
                "01",
                "nul",
                "// no\n1",
            })
    void shouldRefuseWhatIsNotOneStrictValue(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(Json.MalformedJsonException.class);
        assertThat(Json.object(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNestedWithoutEnd() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).isInstanceOf(Json.MalformedJsonException.class);
    }

    @Test
    void shouldReadAnEmptyTextAsNoValue() throws Exception {
        assertThat(Json.read(" ").isMissingNode()).isTrue();
    }

    @Test
    void shouldWriteATreeOnOneLineOrIndented() throws Exception {
        String text = "{\"a\":[1,\"x\\u001b\"],\"b\":{\"c\":null}}";

        assertThat(Json.text(Json.read(text))).isEqualToIgnoringCase(text);
        assertThat(Json.read(Json.indented(Json.read(text)))).isEqualTo(Json.read(text));
        assertThat(Json.indented(Json.read(text)).lines()).hasSizeGreaterThan(3);
    }
}
