package execution.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSchemaTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ADDRESS =
            """
            {"type": "object", "additionalProperties": false, "required": ["address"], "properties": {
              "address": {"type": "string", "maxLength": 64, "pattern": "^[a-z0-9.]+$", "x-must-be": "an address"},
              "ports": {"type": "array", "maxItems": 3, "items": {"type": "integer", "minimum": 1, "maximum": 65535}},
              "kind": {"enum": ["fast", "slow"]},
              "id": {"type": "string", "format": "uuid"},
              "deep": {"type": "object", "additionalProperties": true}}}""";

    private static JsonNode json(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<String> check(String schema, JsonNode request) {
        return RequestSchema.of(json(schema)).check(request).stream()
                .map(problem -> "request" + problem.path() + ": " + problem.problem())
                .toList();
    }

    @Test
    void shouldTakeWhatTheSchemaTakes() {
        assertThat(check(ADDRESS, json("{\"address\": \"127.0.0.1\", \"ports\": [22], \"kind\": \"fast\"}")))
                .isEmpty();
        assertThat(check("{\"type\": \"string\", \"maxLength\": 3}", new TextNode("abc")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {} | request.address: is required
            {"address": "a b"} | request.address: must be an address
            {"address": "127.0.0.1\\n"} | request.address: must be an address
            {"address": "127.0.0.1; rm -rf /"} | request.address: must be an address
            {"address": 7} | request.address: must be an address
            {"address": null} | request.address: must be an address
            {"address": "a", "surprise": 1} | request.surprise: is not a known field
            {"address": "a", "ports": [22, 0]} | request.ports[1]: must have a minimum value of 1
            {"address": "a", "ports": [1, 2, 3, 4]} | request.ports: must have at most 3 items
            {"address": "a", "kind": "odd"} | request.kind: does not have a value in the enumeration
            {"address": "a", "id": "1-2"} | request.id: does not match the uuid pattern
            "127.0.0.1" | request: string found, object expected
            """)
    void shouldNameTheFieldAndWhatIsAllowed(String request, String problem) {
        assertThat(check(ADDRESS, json(request)))
                .anySatisfy(found -> assertThat(found).startsWith(problem.strip()));
    }

    @Test
    void shouldRepeatNoValue() {
        assertThat(check(ADDRESS, json("{\"address\": \"hunter2!\", \"kind\": \"hunter2\", \"id\": \"hunter2\"}")))
                .hasSize(3)
                .noneSatisfy(problem -> assertThat(problem).contains("hunter2"));
    }

    @Test
    void shouldGiveUpOnATextThatTakesForEver() {
        String evil = "{\"type\": \"string\", \"maxLength\": 1000, \"pattern\": \"^(.*a){12}$\"}";

        assertThat(check(evil, new TextNode("a".repeat(200) + "!")))
                .containsExactly("request: has a text that takes too long to check");
    }

    @Test
    void shouldGiveUpOnATextThatTakesTheWholeStack() {
        String deep = "{\"type\": \"string\", \"maxLength\": 32768, \"pattern\": \"^(a|b)*$\"}";

        assertThat(check(deep, new TextNode("ab".repeat(16_000))))
                .containsExactly("request: has a text that takes too long to check");
    }

    @Test
    void shouldNameFewProblemsOfARequestOfMany() {
        StringBuilder many = new StringBuilder("{\"address\": \"a\"");
        for (int i = 0; i < 200; i++) {
            many.append(", \"s").append(i).append("\": 1");
        }
        assertThat(check(ADDRESS, json(many + "}"))).hasSize(20);

        for (int i = 200; i < 2_000; i++) {
            many.append(", \"s").append(i).append("\": 1");
        }
        assertThat(check(ADDRESS, json(many + "}"))).isNotEmpty().hasSizeLessThan(20);
    }

    @Test
    void shouldTakeADeepRequest() {
        String deep = "{\"address\": \"a\", \"deep\": " + "{\"a\":".repeat(30) + "1" + "}".repeat(30) + "}";

        assertThat(check(ADDRESS, json(deep))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"type": "objekt"} | type: is not valid JSON Schema
            {"type": "object", "properties": 1} | properties: is not valid JSON Schema
            {"$schema": "http://json-schema.org/draft-07/schema#"} | $schema: must be https://json-schema.org/draft/2020-12/schema
            {"$ref": "http://127.0.0.1:1/schema"} | $ref: must be '#/$defs/<name>'
            {"$ref": "file:///etc/passwd"} | $ref: must be '#/$defs/<name>'
            {"$ref": "#"} | $ref: must be '#/$defs/<name>'
            {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}} | $defs.a: must not lead back
            {"$id": "https://example.com/a"} | $id: must be left out
            {"$dynamicRef": "#a"} | $dynamicRef: must be left out
            {"type": "object"} | : must say with additionalProperties
            {"type": "string", "pattern": "^a$"} | pattern: must have maxLength beside it
            {"type": "string", "maxLength": 9, "pattern": "a"} | pattern: must begin with ^ and end with $
            {"type": "string", "maxLength": 9, "pattern": "^(a$"} | pattern: is not
            {"type": "string", "format": "regex"} | format: must be one of date, date-time
            {"type": "array", "items": {"format": "hostnam"}} | items.format: must be one of date
            """)
    void shouldRefuseASchemaThatCannotBeTrusted(String schema, String error) {
        assertThat(RequestSchema.errors(json(schema)).entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue()))
                .anySatisfy(found -> assertThat(found).startsWith(error.strip()));
    }

    @Test
    void shouldTakeAFieldThatIsNamedLikeAKeyword() {
        String schema = "{\"type\": \"object\", \"additionalProperties\": false,"
                + " \"properties\": {\"pattern\": {\"const\": {\"format\": \"x\"}}, \"$ref\": {\"type\": \"integer\"}}}";

        assertThat(RequestSchema.errors(json(schema))).isEmpty();
        assertThat(check(schema, json("{\"pattern\": {\"format\": \"x\"}}"))).isEmpty();
    }
}
