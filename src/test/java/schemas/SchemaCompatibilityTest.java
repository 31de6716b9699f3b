package schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A version of a schema that was released stays what it was; what breaks consumers needs a new version. */
class SchemaCompatibilityTest {

    @ParameterizedTest
    @EnumSource
    void shouldBreakNobodyWhoKnowsTheReleasedSchema(PublishedSchema schema) {
        assertThat(SchemaChanges.breaking(schema.released(), schema.document())).isEmpty();
    }

    private static ObjectNode properties(ObjectNode schema) {
        return (ObjectNode) schema.get("properties");
    }

    private static Arguments change(String name, Consumer<ObjectNode> change) {
        return Arguments.of(name, change);
    }

    static Stream<Arguments> breakingChanges() {
        return Stream.of(
                change("a field is removed", schema -> properties(schema).remove("reason")),
                change(
                        "a type is changed",
                        schema -> ((ObjectNode) properties(schema).get("seq")).put("type", "string")),
                change("a field may be null now", schema -> ((ObjectNode)
                                properties(schema).get("tenant_id"))
                        .putArray("type")
                        .add("string")
                        .add("null")),
                change("a field is no longer always there", schema -> ((ArrayNode) schema.get("required")).remove(3)),
                change("a new field is required", schema -> {
                    properties(schema).putObject("cluster").put("type", "string");
                    ((ArrayNode) schema.get("required")).add("cluster");
                }),
                change(
                        "there is a status that nobody knows",
                        schema -> ((ArrayNode) properties(schema).get("status").get("enum")).add("paused")),
                change(
                        "a form is changed",
                        schema -> ((ObjectNode) properties(schema).get("event_id")).put("pattern", "^[0-9]+$")),
                change(
                        "a bound is changed",
                        schema -> ((ObjectNode) properties(schema).get("seq")).put("minimum", 0)),
                change(
                        "another version",
                        schema -> ((ObjectNode) properties(schema).get("schema_version")).put("const", 2)),
                change("unknown fields are forbidden", schema -> schema.put("additionalProperties", false)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breakingChanges")
    void shouldSeeWhatBreaksConsumers(String name, Consumer<ObjectNode> change) {
        ObjectNode changed = (ObjectNode) PublishedSchema.STATUS_EVENT.document();
        change.accept(changed);

        assertThat(SchemaChanges.breaking(PublishedSchema.STATUS_EVENT.released(), changed))
                .isNotEmpty();
    }

    @Test
    void shouldSeeWhatBreaksConsumersInsideOfAField() {
        ObjectNode changed = (ObjectNode) PublishedSchema.RESULTS_MESSAGE.document();
        ((ObjectNode) changed.at("/properties/documents/additionalProperties/items")).put("type", "string");

        assertThat(SchemaChanges.breaking(PublishedSchema.RESULTS_MESSAGE.released(), changed))
                .containsExactly("/documents/additionalProperties/items/type: \"object\" became \"string\"");
    }

    @Test
    void shouldLetNewOptionalFieldsAndOtherWordsPass() {
        ObjectNode changed = (ObjectNode) PublishedSchema.STATUS_EVENT.document();
        properties(changed).putObject("cluster").put("type", "string");
        ((ObjectNode) properties(changed).get("seq")).put("description", "Said better.");

        assertThat(SchemaChanges.breaking(PublishedSchema.STATUS_EVENT.released(), changed))
                .isEmpty();
    }
}
