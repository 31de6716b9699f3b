package schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.TreeSet;

/** A schema of what the service publishes. */
public enum PublishedSchema {
    STATUS_EVENT("status-event.v1.json"),
    RESULTS_MESSAGE("results-message.v1.json"),
    RESULTS_CONTEXT_MESSAGE("results-context-message.v1.json");

    private final String file;
    private final JsonNode document;
    private final JsonSchema schema;

    PublishedSchema(String file) {
        this.file = file;
        document = read("/schemas/" + file);
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        document,
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    /** As it is now. */
    JsonNode document() {
        return document.deepCopy();
    }

    /** As it was when its version was released. */
    JsonNode released() {
        return read("/schemas/released/" + file);
    }

    /** The message is valid and has no field that the schema does not speak of. */
    public void assertKept(JsonNode message) {
        assertThat(schema.validate(message)).as("%s: %s", file, message).isEmpty();
        var unknown = new TreeSet<String>();
        message.fieldNames().forEachRemaining(unknown::add);
        document.get("properties").fieldNames().forEachRemaining(unknown::remove);
        assertThat(unknown).as("fields that %s does not have", file).isEmpty();
    }

    private static JsonNode read(String resource) {
        try (InputStream in = PublishedSchema.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
