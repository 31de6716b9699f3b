package execution.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import execution.gateway.ProblemException.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the fields of a JSON object and collects everything that is wrong with them, unknown fields included. */
final class FieldReader {

    private final JsonNode object;
    private final String path;
    private final List<FieldError> errors;
    private final Set<String> known = new HashSet<>();

    FieldReader(JsonNode object, String path, List<FieldError> errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    static FieldReader of(JsonNode object) {
        return new FieldReader(object, "", new ArrayList<>());
    }

    void error(String field, String problem) {
        errors.add(new FieldError(path + field, problem));
    }

    List<FieldError> errors() {
        return errors;
    }

    /** The text of a field, or null and an error if it is missing, no text, or not of the form. */
    String required(String field, Pattern form, String described) {
        String value = optional(field, form, described);
        if (value == null && !object.hasNonNull(field)) {
            error(field, "is required");
        }
        return value;
    }

    /** As {@link #required}, but null is fine. */
    String optional(String field, Pattern form, String described) {
        known.add(field);
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || !form.matcher(value.textValue()).matches()) {
            error(field, "must be " + described);
            return null;
        }
        return value.textValue();
    }

    long number(String field, long least, long most, long otherwise) {
        Long value = optionalNumber(field, least, most);
        return value == null ? otherwise : value;
    }

    /** A whole number within both limits; null where there is none. */
    Long optionalNumber(String field, long least, long most) {
        known.add(field);
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            error(field, "must be a whole number from " + least + " to " + most);
            return null;
        }
        return value.longValue();
    }

    Boolean bool(String field) {
        known.add(field);
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            error(field, "must be true or false");
            return null;
        }
        return value.booleanValue();
    }

    /** An object or a list as it is; null where there is none. */
    JsonNode node(String field, boolean list) {
        known.add(field);
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (list ? !value.isArray() : !value.isObject()) {
            error(field, list ? "must be a list" : "must be an object");
            return null;
        }
        return value;
    }

    /** To be called last. */
    void refuseUnknown(String hint) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                error(name.length() <= 80 ? name : name.substring(0, 80) + "…", "is not a known field" + hint);
            }
        });
    }
}
