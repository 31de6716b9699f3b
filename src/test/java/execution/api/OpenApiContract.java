package execution.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.oas.OpenApi30;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The schemas of openapi.yaml, which is what callers are promised. */
public final class OpenApiContract {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V7, builder -> builder.metaSchema(OpenApi30.getInstance())
                    .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

    private static final JsonNode DEFINITIONS = definitions();

    private OpenApiContract() {}

    /**
     * Checks that an execution, as the service answers with it, is of the form that is promised and holds nothing else.
     *
     * @param answer the JSON
     */
    public static void assertExecution(JsonNode answer) {
        assertKept("Execution", answer);
        assertThat(unknown(DEFINITIONS.get("Execution"), answer, ""))
                .as("not declared in openapi.yaml: %s", answer)
                .isEmpty();
    }

    /** The paths of what no schema names, but where a schema allows anything. */
    private static List<String> unknown(JsonNode schema, JsonNode value, String path) {
        List<String> unknown = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> unknown.addAll(unknown(schema.path("items"), element, path + "[]")));
        } else if (value.isObject() && !schema.path("additionalProperties").asBoolean()) {
            value.fields().forEachRemaining(field -> {
                JsonNode declared = schema.path("properties").path(field.getKey());
                if (declared.isMissingNode()) {
                    unknown.add(path + "/" + field.getKey());
                } else {
                    unknown.addAll(unknown(declared, field.getValue(), path + "/" + field.getKey()));
                }
            });
        }
        return unknown;
    }

    private static JsonNode definitions() {
        try (InputStream contract = OpenApiContract.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(contract).at("/components/schemas");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertKept(String schema, JsonNode answer) {
        assertThat(SCHEMAS.getSchema(
                                SchemaLocation.of("classpath:openapi.yaml#/components/schemas/" + schema),
                                SchemaValidatorsConfig.builder().build())
                        .validate(answer))
                .as("%s: %s", schema, answer)
                .isEmpty();
    }
}
