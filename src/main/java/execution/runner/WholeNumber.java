package execution.runner;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/**
 * Reads a whole number and nothing that only resembles one: 0.5 must not become 0, because an exit code 0 is a success.
 */
class WholeNumber extends StdDeserializer<Integer> {

    WholeNumber() {
        super(Integer.class);
    }

    @Override
    public Integer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                ? (Integer) parser.getIntValue()
                : (Integer) context.reportInputMismatch(this, "exitCode: must be a whole number or null");
    }
}
