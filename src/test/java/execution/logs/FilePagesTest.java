package execution.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.runner.LogFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are files. */
class FilePagesTest {

    private static final LogPosition BEGINNING = LogPosition.beginning(null);

    @TempDir
    Path directory;

    private final FilePages pages = new FilePages();
    private Path file;

    @BeforeEach
    void newFile() throws IOException {
        file = Files.createDirectory(directory.resolve("attempt-1")).resolve("log");
    }

    private void print(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private LogFile log() {
        return new LogFile(file, false);
    }

    private LogFile whole() {
        return new LogFile(file, true);
    }

    private static List<String> texts(LogPage page) {
        return page.lines().stream().map(LogLine::text).toList();
    }

    private LogPage read(LogPosition from, int lines) {
        return pages.read(log(), from, LogReader.Bounds.ofAnswer(lines)).orElseThrow();
    }

    /** Reads page by page, each from where the text of the position before leads, until the end. */
    private List<String> all(LogFile log, int lines) {
        List<String> texts = new ArrayList<>();
        LogPosition from = BEGINNING;
        LogPage page;
        do {
            page = pages.read(log, from, LogReader.Bounds.ofAnswer(lines)).orElseThrow();
            assertThat(page.atEnd() || !page.lines().isEmpty())
                    .as("each page leads on")
                    .isTrue();
            assertThat(String.join("", texts(page)).length()).isLessThan(1 << 20);
            texts.addAll(texts(page));
            from = LogPosition.parse(page.next().text()).orElseThrow();
        } while (!page.atEnd());
        return texts;
    }

    @Test
    void shouldReadSeveralPagesWithoutALineTwiceOrMissing() throws IOException {
        List<String> lines =
                IntStream.range(0, 20_000).mapToObj(i -> "größer " + i).toList();
        print(lines.stream().collect(Collectors.joining("\n", "", "\n")));

        assertThat(all(log(), 10_000)).isEqualTo(lines);
        assertThat(all(log(), 1_999)).isEqualTo(lines);
    }

    @Test
    void shouldGoOnBehindAnyLine() throws IOException {
        print("a\r\nb\n\nd\n");
        LogPage page = read(BEGINNING, 10);

        assertThat(texts(page)).containsExactly("a", "b", "", "d");
        assertThat(page.lines()).allSatisfy(line -> assertThat(line.at()).isNull());
        assertThat(texts(read(page.lines().get(1).after(), 10))).containsExactly("", "d");
        assertThat(texts(read(page.next(), 10))).isEmpty();
        assertThat(page.atEnd()).isTrue();
    }

    @Test
    void shouldGiveALineOnlyWhenItIsWholeOrNothingFollows() throws IOException {
        print("first\nhal");
        LogPage first = read(BEGINNING, 10);
        print("f\n");
        LogPage second = read(first.next(), 10);
        print("last");

        assertThat(texts(first)).containsExactly("first");
        assertThat(texts(second)).containsExactly("half");
        assertThat(texts(pages.tail(log(), 1, null).orElseThrow())).containsExactly("half");
        assertThat(all(whole(), 10)).containsExactly("first", "half", "last");
        assertThat(texts(pages.tail(whole(), 1, null).orElseThrow())).containsExactly("last");
    }

    @Test
    void shouldGiveTheLastLinesAndGoOnBehindThem() throws IOException {
        print(IntStream.range(0, 200_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));

        LogPage tail = pages.tail(log(), 3, null).orElseThrow();
        LogPage most = pages.tail(log(), LogReader.MOST_LINES, null).orElseThrow();
        print("later\n");

        assertThat(texts(tail)).containsExactly("line 199997", "line 199998", "line 199999");
        assertThat(texts(most)).endsWith("line 199999").allMatch(text -> text.startsWith("line "));
        assertThat(texts(read(tail.next(), 10))).containsExactly("later");
        assertThat(texts(read(tail.lines().get(1).after(), 10))).containsExactly("line 199999", "later");
    }

    @Test
    void shouldNotGiveTheEndOfALineAsALineOfTheLast() throws IOException {
        print("x".repeat(FilePages.MOST_OF_A_LINE * 2) + "end of it\n" + "second\n");

        assertThat(texts(pages.tail(log(), 1, null).orElseThrow())).containsExactly("second");
        assertThat(texts(pages.tail(log(), 10, null).orElseThrow())).endsWith("second");
    }

    @Test
    void shouldDivideALineThatNeverEndsBetweenCharacters() throws IOException {
        String text = "a" + "ö".repeat(2_000_000);
        print(text);

        List<String> lines = all(whole(), 10_000);

        assertThat(String.join("", lines)).isEqualTo(text);
        assertThat(lines).allSatisfy(line -> assertThat(line.getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(FilePages.MOST_OF_A_LINE));
        assertThat(texts(pages.tail(log(), 1, null).orElseThrow())).hasSize(1);
    }

    @Test
    void shouldReadALittleOfAFileHoweverLargeItIs() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
            sparse.seek((1L << 40) - 6);
            sparse.write("\nlast\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(texts(read(BEGINNING, 10_000))).hasSize(1);
        assertThat(texts(pages.tail(log(), 1, null).orElseThrow())).containsExactly("last");
    }

    @Test
    void shouldBoundAPageOfLinesWithoutText() throws IOException {
        print("\n".repeat(1_000_000));

        assertThat(read(BEGINNING, 10_000).lines()).hasSizeBetween(1_000, 10_000);
        assertThat(read(BEGINNING, 10_000).isFull()).isTrue();
        assertThat(pages.tail(log(), 10_000, null).orElseThrow().lines()).hasSizeBetween(1_000, 10_000);
    }

    @Test
    void shouldLeaveOutAllThatIsOlderForSure() throws IOException {
        print("old\n");
        Instant written = Instant.parse("2026-01-01T12:00:00Z");
        Files.setLastModifiedTime(file, FileTime.from(written));

        LogPosition later = LogPosition.beginning(written.plusSeconds(1));
        LogPage nothing = read(later, 10);
        print("new\n");

        assertThat(texts(nothing)).isEmpty();
        assertThat(texts(read(nothing.next(), 10))).containsExactly("new");
        assertThat(texts(read(later, 10))).as("the file does not say which").containsExactly("old", "new");
        Files.setLastModifiedTime(file, FileTime.from(written));
        assertThat(texts(pages.tail(log(), 10, written.plusSeconds(1)).orElseThrow()))
                .isEmpty();
        assertThat(texts(pages.tail(log(), 10, written).orElseThrow())).containsExactly("old", "new");
    }

    @Test
    void shouldCleanWhatATerminalWouldAct() throws IOException {
        Files.write(file, new byte[] {0x1b, '[', '3', '1', 'm', 'r', 7, (byte) 0xff, '\n'});

        assertThat(texts(read(BEGINNING, 10))).containsExactly("r\ufffd\ufffd");
    }

    @Test
    void shouldRefuseAPositionThatTheFileHasNot() throws IOException {
        print("one\n");

        for (String token : List.of("5", "-1", "9223372036854775808", "f/00/s", "x")) {
            assertThatThrownBy(() -> read(new LogPosition(token, 0, null), 1))
                    .as(token)
                    .isInstanceOf(LogPositionException.class);
        }
    }

    @Test
    void shouldTakeNothingButAFileInADirectoryOfTheTask() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "secret\n");

        assertThat(pages.read(log(), BEGINNING, LogReader.Bounds.ofAnswer(1))).isEmpty();
        Files.createSymbolicLink(file, secret);
        assertThat(pages.read(log(), BEGINNING, LogReader.Bounds.ofAnswer(1))).isEmpty();
        assertThat(pages.tail(log(), 1, null)).isEmpty();
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(pages.tail(log(), 1, null)).isEmpty();
        Files.delete(file);
        new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
        assertThat(pages.tail(log(), 1, null)).isEmpty();

        Path other = Files.createDirectory(directory.resolve("attempt-2"));
        Files.writeString(other.resolve("log"), "other\n");
        Path linked = Files.createSymbolicLink(directory.resolve("attempt-3"), other);
        assertThat(pages.tail(new LogFile(linked.resolve("log"), true), 1, null))
                .isEmpty();
    }
}
