package execution.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.ClassPathResource;

/** openapi.yaml, which callers are given and which the service itself goes by. */
public final class OpenApi {

    private static final JsonNode CONTRACT = read();

    private OpenApi() {}

    /** What is said of each path. */
    static JsonNode paths() {
        return CONTRACT.path("paths");
    }

    /** Whose token an operation takes that says nothing else. */
    static JsonNode security() {
        return CONTRACT.path("security");
    }

    /**
     * A schema of its components.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static JsonNode schema(String name) {
        JsonNode schema = CONTRACT.at("/components/schemas/" + name);
        if (!schema.isObject()) {
            throw new IllegalArgumentException("openapi.yaml has no schema " + name);
        }
        return schema;
    }

    private static JsonNode read() {
        try (InputStream yaml = new ClassPathResource("openapi.yaml").getInputStream()) {
            return new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new IllegalStateException("openapi.yaml cannot be read", e);
        }
    }
}
