package execution.results;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;

/**
 * Gives the lines of a text. Lines that are too long are left out, and no such line is ever held in memory as a whole.
 */
final class BoundedLines implements Closeable {

    private static final int END = -1;

    private final Reader in;
    private final int most;
    private final char[] buffer = new char[8_192];
    private int position;
    private int filled;

    /**
     * @param most characters of a line that is given
     */
    BoundedLines(Reader in, int most) {
        this.in = in;
        this.most = most;
    }

    /** Gives the next line that is not too long, without the LF at its end; null if there is none. */
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean tooLong = false;
        int character = read();
        if (character == END) {
            return null;
        }
        while (character != END) {
            if (character != '\n') {
                tooLong |= line.length() == most;
                if (!tooLong) {
                    line.append((char) character);
                }
            } else if (tooLong) {
                line.setLength(0);
                tooLong = false;
            } else {
                return line.toString();
            }
            character = read();
        }
        return tooLong || line.isEmpty() ? null : line.toString();
    }

    private int read() throws IOException {
        if (position == filled) {
            filled = in.read(buffer);
            position = 0;
            if (filled <= 0) {
                filled = 0;
                return END;
            }
        }
        return buffer[position++];
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
