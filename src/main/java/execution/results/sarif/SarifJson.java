package execution.results.sarif;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import execution.model.UnusableMessageException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Goes through a file of JSON from outside and holds no more of it than one text. Whatever is wrong with the file is an
 * {@link UnusableMessageException} that says where.
 */
final class SarifJson implements Closeable {

    private static final int MOST_DEPTH = 200;
    private static final int MOST_NAME = 10_000;
    private static final int MOST_NUMBER = 1_000;

    /** Texts that nobody asks for, such as whole files of source code, may be longer. */
    private static final int MOST_TEXT = 1_048_576;

    /** Names are not kept, because a file whose names are all different would fill the memory. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxNameLength(MOST_NAME)
                    .maxNumberLength(MOST_NUMBER)
                    .maxStringLength(MOST_TEXT)
                    .build())
            .build();

    private final JsonParser parser;

    /** Reads what stands at the cursor, or leaves it: the cursor goes on behind it either way. */
    interface Reader {

        void read() throws IOException;
    }

    /** The same for a field of an object. */
    interface FieldReader {

        void read(String name) throws IOException;
    }

    /** @param file is closed together with this */
    SarifJson(InputStream file) throws IOException {
        parser = JSON.createParser(file);
    }

    /**
     * Reads the whole file, which is one object.
     *
     * @throws UnusableMessageException if it is none
     */
    void file(FieldReader fields) throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnusableMessageException("not SARIF: not a JSON object");
            }
            object(fields);
            if (parser.nextToken() != null) {
                throw new UnusableMessageException("not SARIF: more follows the JSON object" + where());
            }
        } catch (JsonProcessingException e) {
            String message = String.valueOf(e.getOriginalMessage());
            int end = message.indexOf('\n');
            throw new UnusableMessageException(
                    "not well-formed JSON: " + (end < 0 ? message : message.substring(0, end)) + where());
        }
    }

    /** Reads each field of the object at the cursor; what is no object has none. */
    void object(FieldReader fields) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.read(name);
            // Of an object or a list that was read the cursor stands at the end, where this does nothing.
            parser.skipChildren();
        }
    }

    /** Reads each element of the list at the cursor; what is no list has none. */
    void list(Reader elements) throws IOException {
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.read();
            parser.skipChildren();
        }
    }

    /**
     * Gives the text at the cursor; null if there is none.
     *
     * @param most characters, behind which it is cut
     */
    String text(int most) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return null;
        }
        String text = parser.getText();
        return text.length() <= most ? text : text.substring(0, most);
    }

    /** Gives the whole number at the cursor; null if there is none, or if it is below zero. */
    Integer number() throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT) || parser.getNumberType() != JsonParser.NumberType.INT) {
            return null;
        }
        return parser.getIntValue() < 0 ? null : (Integer) parser.getIntValue();
    }

    /** Makes the reason, and says where the cursor is. */
    UnusableMessageException unusable(String reason) {
        return new UnusableMessageException(reason + where());
    }

    private String where() {
        JsonLocation at = parser.currentLocation();
        return " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
