package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import execution.api.ProblemException.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the fields of a JSON object and collects what is wrong with them, unknown fields included. An answer names
 * {@value #MOST_ERRORS} errors at most, so that a request with many thousands of them costs no more than one with a few.
 */
final class FieldReader {

    static final int MOST_ERRORS = 20;

    /** The most characters of a field's path that an error repeats. */
    private static final int MOST_OF_A_PATH = 200;

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
        if (errors.size() < MOST_ERRORS) {
            String whole = path + field;
            errors.add(new FieldError(
                    whole.length() <= MOST_OF_A_PATH ? whole : whole.substring(0, MOST_OF_A_PATH) + "…", problem));
        }
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
        if (!StorableJson.isText(value.textValue())) {
            error(field, StorableJson.NO_TEXT);
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

    /** As {@link #node}, and all that is in it can be stored. */
    JsonNode storable(String field, boolean list) {
        JsonNode value = node(field, list);
        if (value != null) {
            StorableJson.check(this, field, value);
        }
        return value;
    }

    /** To be called last. */
    void refuseUnknown(String hint) {
        Iterator<String> names = object.fieldNames();
        while (names.hasNext() && errors.size() < MOST_ERRORS) {
            String name = names.next();
            if (!known.contains(name)) {
                error(name, "is not a known field" + hint);
            }
        }
    }
}
