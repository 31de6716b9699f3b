package wrapper.work.example;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import shared.part.PartCall;
import shared.part.PartFunction;

/**
 * Counts the words of a large text, each part those that begin in its range of bytes. A range begins one byte early, so
 * that a part knows whether its first word has begun in the range before; so a word at a border counts once. What lies
 * between words is white space of ASCII.
 */
public final class WordCount implements PartFunction {

    private static final String URL = "PART_INPUT_URL";
    private static final String SIZE = "PART_INPUT_SIZE";

    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 60_000;
    private static final int BUFFER = 64 * 1024;

    @Override
    public Object apply(PartCall call) throws IOException {
        if (call.total() == null) {
            throw new IllegalArgumentException("the number of the parts is not known: give partitions a count");
        }
        long size = Long.parseLong(required(call.environment(), SIZE));
        long from = share(size, call.part(), call.total());
        long to = share(size, call.part() + 1L, call.total());
        return from == to ? 0 : words(required(call.environment(), URL), from, to);
    }

    /** Gives where a part begins; exact also where the product does not fit into a long. */
    static long share(long size, long part, long parts) {
        return size / parts * part + size % parts * part / parts;
    }

    private static long words(String url, long from, long to) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setInstanceFollowRedirects(false);
        long first = Math.max(0, from - 1);
        connection.setRequestProperty("Range", "bytes=" + first + "-" + (to - 1));
        try {
            // Without a range in the answer all of the text would be counted by each part.
            if (connection.getResponseCode() != HttpURLConnection.HTTP_PARTIAL) {
                throw new IOException("the range of the input was answered with " + connection.getResponseCode());
            }
            try (InputStream in = new BufferedInputStream(connection.getInputStream(), BUFFER)) {
                return count(in, to - first, from == 0);
            }
        } finally {
            connection.disconnect();
        }
    }

    /**
     * Counts the words that begin in a text.
     *
     * @param length how many bytes it must have
     * @param begins whether the first byte may begin a word; if not, it only says what is before the second
     */
    static long count(InputStream text, long length, boolean begins) throws IOException {
        long words = 0;
        boolean space = true;
        for (long at = 0; at < length; at++) {
            int next = text.read();
            if (next < 0) {
                throw new EOFException("only " + at + " bytes of " + length + " came");
            }
            boolean isSpace = next == ' ' || next >= '\t' && next <= '\r';
            if (space && !isSpace && (at > 0 || begins)) {
                words++;
            }
            space = isSpace;
        }
        return words;
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the job has no input");
        }
        return value;
    }
}
