package execution.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import execution.model.UnusableMessageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/**
 * Writes documents as JSON in ASCII. Other characters become escapes, as in messages of parsers in Python, so a text
 * has as many bytes as characters and half of a pair of characters does no harm. One writer, of one thread, writes many
 * documents, because to make a generator takes as long as to write a small document.
 */
final class DocumentJson {

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .rootValueSeparator("")
            .build();

    /** Deeper documents would overflow the stacks of those who read them. */
    private static final int MOST_LEVELS = 100;

    /** A larger document's memory is given back. */
    private static final int MOST_KEPT = 65_536;

    private JsonBytes bytes;
    private JsonGenerator json;
    private int most;

    /**
     * Writes a value.
     *
     * @param value a map with texts as keys, a list, a text, a number, a boolean or null
     * @param mostBytes how many bytes the JSON may have, roughly: some KB more are possible
     * @throws UnusableMessageException if it has more bytes or levels
     * @throws IllegalArgumentException if there is any other value in it
     */
    byte[] write(Object value, int mostBytes) {
        most = mostBytes;
        boolean reusable = false;
        try {
            if (json == null) {
                bytes = new JsonBytes(1_024);
                json = JSON.createGenerator(bytes);
            }
            put(value, 0);
            json.flush();
            byte[] written = bytes.toByteArray();
            bytes.reset();
            reusable = written.length <= MOST_KEPT;
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            // One that stopped within a document would go on within it.
            if (!reusable) {
                json = null;
                bytes = null;
            }
        }
    }

    private void put(Object value, int level) throws IOException {
        if (level > MOST_LEVELS) {
            throw new UnusableMessageException("a document of the results has more than " + MOST_LEVELS + " levels");
        }
        if (value == null) {
            json.writeNull();
        } else if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
            text(value.toString());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                json.writeFieldName(String.valueOf(field.getKey()));
                put(field.getValue(), level + 1);
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            for (Object one : list) {
                put(one, level + 1);
            }
            json.writeEndArray();
        } else {
            throw new IllegalArgumentException(
                    "not a value of a document: " + value.getClass().getName());
        }
        checkLength(0);
    }

    private void text(String text) throws IOException {
        checkLength(text.length());
        json.writeString(text);
    }

    private void number(Number number) throws IOException {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            json.writeNumber(number.longValue());
        } else if (number instanceof Double || number instanceof Float) {
            json.writeNumber(number.doubleValue());
        } else if (number instanceof BigInteger whole) {
            json.writeNumber(whole);
        } else if (number instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else {
            throw new IllegalArgumentException(
                    "not a value of a document: " + number.getClass().getName());
        }
    }

    private void checkLength(int more) {
        if ((long) bytes.length() + more > most) {
            throw new UnusableMessageException("one document of the results has more than " + most + " bytes");
        }
    }
}
