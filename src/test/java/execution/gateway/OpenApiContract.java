package execution.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.oas.OpenApi30;

/** The schemas of openapi.yaml, which is what callers are promised. */
final class OpenApiContract {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V7, builder -> builder.metaSchema(OpenApi30.getInstance())
                    .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

    private OpenApiContract() {}

    static void assertKept(String schema, JsonNode answer) {
        assertThat(SCHEMAS.getSchema(
                                SchemaLocation.of("classpath:openapi.yaml#/components/schemas/" + schema),
                                SchemaValidatorsConfig.builder().build())
                        .validate(answer))
                .as("%s: %s", schema, answer)
                .isEmpty();
    }
}
