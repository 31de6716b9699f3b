package execution.logs;

import execution.runner.LogFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;
import shared.text.PlainText;

/**
 * Reads a file by page. The token of a position is a number of bytes. However large the file is, a page reads some
 * hundred KiB of it.
 *
 * <p>A file does not say when each of its lines was written, but all of them are older than a time if the file was
 * written last before it. So {@code since} leaves out all lines or none.
 */
final class FilePages {

    /** A line of more bytes becomes several. */
    static final int MOST_OF_A_LINE = LogReader.MOST_OF_A_LINE;

    /** How much of a file is read for a page: a full page, and a line behind it that has no room there. */
    private static final int MOST_READ = 2 * MOST_OF_A_LINE;

    /** Reads forward, see {@link LogReader#read}. */
    Optional<LogPage> read(LogFile log, LogPosition from, LogReader.Bounds bounds) {
        return with(log, file -> {
            long size = file.size();
            long given = offset(from, size);
            long start = given == 0 && isOlder(log, from.since()) ? size : given;
            byte[] bytes = bytes(file, start, size);
            boolean isToEnd = start + bytes.length >= size;
            PageLines page = new PageLines(bounds);
            long[] at = {start};
            boolean fits = lines(bytes, start, isToEnd && log.isWhole(), line -> {
                boolean isAdded = page.add(line.toLog(from.since()));
                at[0] = isAdded ? line.end() : at[0];
                return isAdded;
            });
            return page.until(position(at[0], from.since()), fits && isToEnd);
        });
    }

    /** Reads the last lines, see {@link LogReader#tail}. */
    Optional<LogPage> tail(LogFile log, int most, Instant since) {
        return with(log, file -> {
            long size = file.size();
            long start = isOlder(log, since) ? size : Math.max(0, size - MOST_READ);
            Deque<Line> last = new ArrayDeque<>();
            int[] number = {0};
            lines(bytes(file, start, size), start, log.isWhole(), line -> {
                number[0]++;
                last.addLast(line);
                if (last.size() > most) {
                    last.removeFirst();
                }
                return true;
            });
            long end = last.isEmpty() ? start : last.getLast().end();
            if (start > 0 && number[0] == last.size() && number[0] > 1) {
                // The first line may have begun before what was read.
                last.removeFirst();
            }
            PageLines page = new PageLines(LogReader.Bounds.ofAnswer(most));
            for (Line line; (line = last.pollLast()) != null && page.add(line.toLog(since)); ) {
                // Adds the lines from the last on, until the page is full.
            }
            return page.backwards(position(end, since));
        });
    }

    /** What is read of an open file. */
    private interface Reading {
        LogPage of(FileChannel file) throws IOException;
    }

    private static Optional<LogPage> with(LogFile log, Reading reading) {
        Path path = log.path();
        // Whatever is no file of the task's own is no log. Opening a pipe would wait for somebody who writes.
        if (!Files.isDirectory(path.getParent(), LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(reading.of(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the log of a task cannot be read", e);
        }
    }

    private static boolean isOlder(LogFile log, Instant since) throws IOException {
        return since != null
                && Files.getLastModifiedTime(log.path(), LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(since);
    }

    private static LogPosition position(long offset, Instant since) {
        return new LogPosition(Long.toString(offset), 0, since);
    }

    private static long offset(LogPosition from, long size) {
        if (from.token() == null) {
            return 0;
        }
        try {
            long offset = Long.parseLong(from.token());
            if (offset >= 0 && offset <= size) {
                return offset;
            }
            throw new LogPositionException(new IllegalArgumentException("the file ends before the position"));
        } catch (NumberFormatException e) {
            throw new LogPositionException(e);
        }
    }

    private static byte[] bytes(FileChannel file, long from, long size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(MOST_READ, size - from));
        while (buffer.hasRemaining()) {
            if (file.read(buffer, from + buffer.position()) < 0) {
                break;
            }
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    /**
     * A line.
     *
     * @param end where the next line begins in the file
     */
    private record Line(String text, long end) {

        LogLine toLog(Instant since) {
            return new LogLine(null, PlainText.of(text), position(end, since));
        }
    }

    /**
     * Divides bytes into lines. What has no end yet is left out, unless it is as long as a line may be.
     *
     * @param start where in the file the bytes begin
     * @param isWhole whether the bytes end a line, even if the line has no end
     * @param take takes a line, and tells whether it wants more
     * @return whether all lines were taken
     */
    private static boolean lines(byte[] bytes, long start, boolean isWhole, Predicate<Line> take) {
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            int end = bytes[i] == '\n' ? i : i - from == MOST_OF_A_LINE ? beginOfCharacter(bytes, i) : -1;
            if (end >= 0) {
                int next = bytes[i] == '\n' ? i + 1 : end;
                if (!take.test(new Line(text(bytes, from, end), start + next))) {
                    return false;
                }
                from = next;
            }
        }
        return !isWhole
                || from == bytes.length
                || take.test(new Line(text(bytes, from, bytes.length), start + bytes.length));
    }

    private static String text(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** Finds the first byte of the character in UTF-8 that a byte is part of; the byte itself if it is part of none. */
    private static int beginOfCharacter(byte[] bytes, int at) {
        for (int i = at; i > at - 4; i--) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return i;
            }
        }
        return at;
    }
}
