package execution.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.runner.LogFilter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import local.LocalLogs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** Logs that are lines of a group with a text in them. The local endpoint searches ten lines with a call. */
class FilterPagesTest {

    private static final Instant BEGUN = Instant.parse("2026-01-01T12:00:00Z");
    private static final LogPosition BEGINNING = LogPosition.beginning(null);
    private static final String OWN = "own-id";

    private static LocalLogs server;
    private static CloudWatchLogsClient client;
    private static int groups;

    private final LogReader reader = new LogReader(new LogCalls(
            () -> client,
            new LogsProperties(
                    1_000,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    1,
                    1,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1))));
    private LogFilter log;

    @BeforeAll
    static void start() throws IOException {
        server = LocalLogs.start(0, null);
        client = LogReaderTest.client(server.endpoint());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void newGroup() {
        log = new LogFilter("/aws/lambda/f" + ++groups, OWN, BEGUN, null);
    }

    private void put(String text, int millis) {
        server.put(log.group(), "stream-" + text.length() % 2, BEGUN.plusMillis(millis), text);
    }

    /** Puts lines of the invocation and, around each of them, a line of another one. */
    private void put(int number) {
        IntStream.range(0, number).forEach(i -> {
            put("other-id " + i, i);
            put(OWN + " " + i, i);
        });
    }

    private static List<String> texts(LogPage page) {
        return page.lines().stream().map(LogLine::text).toList();
    }

    private static List<String> own(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> OWN + " " + i).toList();
    }

    private List<String> all(int lines) {
        List<String> texts = new ArrayList<>();
        LogPosition from = BEGINNING;
        LogPage page;
        do {
            page = reader.read(log, from, LogReader.Bounds.ofAnswer(lines)).orElseThrow();
            texts.addAll(texts(page));
            from = LogPosition.parse(page.next().text()).orElseThrow();
        } while (!page.atEnd());
        return texts;
    }

    @Test
    void shouldReadTheInvocationsOwnLinesAloneAndEachOnce() {
        put(100);

        assertThat(all(10_000)).isEqualTo(own(0, 100));
        assertThat(all(7)).isEqualTo(own(0, 100));
        assertThat(all(1)).isEqualTo(own(0, 100));
    }

    @Test
    void shouldLeadOnWhereManyCallsFindNothing() {
        put(OWN + " 0", 0);
        IntStream.range(0, 300).forEach(i -> put("other-id", 1));
        put(OWN + " 1", 2);

        assertThat(all(10)).isEqualTo(own(0, 2));
    }

    @Test
    void shouldGoOnBehindAnyLineAndFindLaterOnesAtTheSameTime() {
        put(5);
        LogPage page =
                reader.read(log, BEGINNING, LogReader.Bounds.ofAnswer(10)).orElseThrow();
        put(OWN + " 5", 4);

        assertThat(texts(reader.read(log, page.next(), LogReader.Bounds.ofAnswer(10))
                        .orElseThrow()))
                .containsExactly(OWN + " 5");
        assertThat(texts(reader.read(log, page.lines().get(1).after(), LogReader.Bounds.ofAnswer(10))
                        .orElseThrow()))
                .isEqualTo(own(2, 6));
    }

    @Test
    void shouldGiveTheLastLinesAndGoOnBehindThem() {
        put(50);
        LogPage tail = reader.tail(log, 3, null).orElseThrow();
        put(OWN + " later", 100);

        assertThat(texts(tail)).isEqualTo(own(47, 50));
        assertThat(texts(reader.read(log, tail.next(), LogReader.Bounds.ofAnswer(10))
                        .orElseThrow()))
                .containsExactly(OWN + " later");
    }

    @Test
    void shouldLeaveOutLinesBeforeATimeAndOutsideTheAttempt() {
        put(OWN + " before the attempt", -1);
        put(10);
        log = new LogFilter(log.group(), OWN, BEGUN, BEGUN.plusMillis(8));

        assertThat(all(100)).isEqualTo(own(0, 9));
        assertThat(texts(reader.tail(log, 100, BEGUN.plusMillis(7)).orElseThrow()))
                .isEqualTo(own(7, 9));
        LogPosition madeUp = new LogPosition("1.", 0, null);
        assertThat(texts(
                        reader.read(log, madeUp, LogReader.Bounds.ofAnswer(100)).orElseThrow()))
                .isEqualTo(own(0, 9));
    }

    @Test
    void shouldSayThatThereIsNoGroupAndRefusePositionsThatItDoesNotKnow() {
        assertThat(reader.read(log, BEGINNING, LogReader.Bounds.ofAnswer(1))).isEmpty();
        assertThat(reader.tail(log, 1, null)).isEmpty();
        put(1);
        for (String token : List.of("x", "12", "f/00/s", "1.made-up")) {
            assertThatThrownBy(() -> reader.read(log, new LogPosition(token, 0, null), LogReader.Bounds.ofAnswer(1)))
                    .as(token)
                    .isInstanceOf(LogPositionException.class);
        }
    }
}
