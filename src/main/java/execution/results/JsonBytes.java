package execution.results;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes JSON in ASCII, by one thread. Its length costs nothing to ask for, as it is asked for with each value of a
 * document; that of its parent takes a lock each time.
 */
final class JsonBytes extends ByteArrayOutputStream {

    JsonBytes(int expected) {
        super(expected);
    }

    int length() {
        return count;
    }

    /** Adds a text of ASCII characters. */
    JsonBytes add(String ascii) {
        return add(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    JsonBytes add(byte[] json) {
        write(json, 0, json.length);
        return this;
    }

    /** Gives the whole text. */
    String text() {
        return new String(buf, 0, count, StandardCharsets.ISO_8859_1);
    }
}
