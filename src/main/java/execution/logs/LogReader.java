package execution.logs;

import execution.runner.LogFile;
import execution.runner.LogFilter;
import execution.runner.LogSource;
import execution.runner.LogStream;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads a log by page, wherever it is. */
@Component
public class LogReader {

    /** The most lines of a page, which is the most that CloudWatch Logs gives with one call. */
    public static final int MOST_LINES = 10_000;

    /** The most characters of a line. What is longer is cut, and says so. */
    static final int MOST_OF_A_LINE = 262_144;

    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_CALLS = 5;

    /**
     * How much a page may be.
     *
     * @param lines the most lines, from 1 to {@link #MOST_LINES}
     * @param bytes the most bytes that the lines take together, unless one line alone is longer
     * @param calls the most calls of CloudWatch Logs that the page may take
     */
    public record Bounds(int lines, int bytes, int calls) {

        /** The bounds of an answer, which takes at most 1 MiB even where half of the characters have to be escaped. */
        public static Bounds ofAnswer(int lines) {
            return new Bounds(lines, MOST_BYTES, MOST_CALLS);
        }
    }

    private final LogCalls calls;
    private final StreamPages streams;
    private final FilterPages filters;
    private final FilePages files = new FilePages();

    LogReader(LogCalls calls) {
        this.calls = calls;
        this.streams = new StreamPages(calls);
        this.filters = new FilterPages(calls);
    }

    /**
     * Takes a request's share of its tenant's part of the calls.
     *
     * @throws TooManyLogCallsException if the tenant has used up its part
     */
    public void enter(String tenant) {
        calls.enter(tenant);
    }

    /**
     * Reads forward.
     *
     * @return empty if there is no such log
     * @throws TooManyLogCallsException see {@link LogCalls#get}
     * @throws LogPositionException if the position is too old, or is none of this log
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public Optional<LogPage> read(LogSource source, LogPosition from, Bounds bounds) {
        if (source instanceof LogFile file) {
            return files.read(file, from, bounds);
        }
        return source instanceof LogFilter filter
                ? filters.read(filter, from, bounds)
                : streams.read((LogStream) source, from, bounds);
    }

    /**
     * Reads the last lines.
     *
     * @param most how many lines, from 1 to {@link #MOST_LINES}; there are fewer if they are long
     * @param since lines before this time are left out; null if none are
     * @return empty if there is no such log
     * @throws TooManyLogCallsException see {@link LogCalls#get}
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public Optional<LogPage> tail(LogSource source, int most, Instant since) {
        if (source instanceof LogFile file) {
            return files.tail(file, most, since);
        }
        return source instanceof LogFilter filter
                ? filters.tail(filter, most, since)
                : streams.tail((LogStream) source, most, since);
    }
}
