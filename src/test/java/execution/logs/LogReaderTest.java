package execution.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.runner.LogStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import local.LocalLogs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

class LogReaderTest {

    private static final Instant BEGUN = Instant.parse("2026-01-01T12:00:00Z");
    private static final LogPosition BEGINNING = LogPosition.beginning(null);

    private static LocalLogs server;
    private static CloudWatchLogsClient client;
    private static int streams;

    private final LogReader reader = reader(1_000);
    private LogStream stream;

    @BeforeAll
    static void start() throws IOException {
        server = LocalLogs.start(0, null);
        client = client(server.endpoint());
    }

    static CloudWatchLogsClient client(URI endpoint) {
        return CloudWatchLogsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(Apache5HttpClient.create())
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void newStream() {
        stream = new LogStream("/ecs/job", "ecs/job/" + ++streams);
    }

    @AfterEach
    void repair() {
        server.repair();
    }

    private static LogReader reader(int callsPerSecond) {
        return new LogReader(new LogCalls(() -> client, settings(callsPerSecond)));
    }

    private static LogsProperties settings(int callsPerSecond) {
        Duration second = Duration.ofSeconds(1);
        return new LogsProperties(callsPerSecond, second, second, 1, 1, second, second, second);
    }

    private void put(int number) {
        IntStream.range(0, number).forEach(i -> put("line " + i, i));
    }

    private void put(String text, int second) {
        server.put(stream.group(), stream.name(), BEGUN.plusSeconds(second), text);
    }

    private static LogReader.Bounds most(int lines) {
        return LogReader.Bounds.ofAnswer(lines);
    }

    private static List<String> texts(LogPage page) {
        return page.lines().stream().map(LogLine::text).toList();
    }

    /** Reads page by page, each from where the text of the position before leads, until the end. */
    private List<List<String>> pages(int lines) {
        List<List<String>> pages = new ArrayList<>();
        LogPosition from = BEGINNING;
        LogPage page;
        do {
            page = reader.read(stream, from, most(lines)).orElseThrow();
            pages.add(texts(page));
            from = LogPosition.parse(page.next().text()).orElseThrow();
        } while (!page.atEnd());
        return pages;
    }

    @Test
    void shouldReadSeveralPagesWithoutALineTwiceOrMissing() {
        put(25);

        List<List<String>> pages = pages(10);

        assertThat(pages).hasSize(3);
        assertThat(pages.stream().flatMap(List::stream))
                .containsExactlyElementsOf(
                        IntStream.range(0, 25).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void shouldReadMoreLinesThanOneCallGives() {
        put(10_050);

        assertThat(pages(LogReader.MOST_LINES).stream().mapToInt(List::size).sum())
                .isEqualTo(10_050);
    }

    @Test
    void shouldDivideLongLinesAmongPagesAndCutTheLongest() {
        IntStream.range(0, 9).forEach(i -> put(i + "x".repeat(200_000), i));
        put("y".repeat(300_000), 9);
        put("z".repeat(250_000), 10);

        List<List<String>> pages = pages(LogReader.MOST_LINES);

        assertThat(pages).allSatisfy(page -> assertThat(String.join("", page).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(1 << 20));
        List<String> lines = pages.stream().flatMap(List::stream).toList();
        assertThat(lines).hasSize(11);
        assertThat(IntStream.range(0, 9).mapToObj(i -> lines.get(i).substring(0, 1)))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(lines.get(9)).startsWith("yyy").endsWith("y … (cut after 262144 characters)");
    }

    @Test
    void shouldGoOnBehindAnyLine() {
        put(5);
        LogPage page = reader.read(stream, BEGINNING, most(5)).orElseThrow();

        assertThat(page.lines()).allSatisfy(line -> assertThat(
                        texts(reader.read(stream, line.after(), most(5)).orElseThrow()))
                .startsWith(IntStream.range(page.lines().indexOf(line) + 1, 5)
                        .mapToObj(i -> "line " + i)
                        .toArray(String[]::new)));
    }

    @Test
    void shouldFindLinesThatCameAfterTheEndWasReached() {
        put(3);
        LogPage end = reader.read(stream, BEGINNING, most(10)).orElseThrow();
        put("later", 9);

        assertThat(end.atEnd()).isTrue();
        assertThat(texts(reader.read(stream, end.next(), most(10)).orElseThrow()))
                .containsExactly("later");
    }

    @Test
    void shouldGiveTheLastLinesAndGoOnBehindThem() {
        put(100);

        LogPage tail = reader.tail(stream, 3, null).orElseThrow();
        put("later", 200);

        assertThat(texts(tail)).containsExactly("line 97", "line 98", "line 99");
        assertThat(texts(reader.read(stream, tail.next(), most(10)).orElseThrow()))
                .containsExactly("later");
        assertThat(texts(reader.read(stream, tail.lines().get(2).after(), most(10))
                        .orElseThrow()))
                .containsExactly("later");
    }

    @Test
    void shouldGiveAllLinesAsTheLastOnesIfThereAreFewer() {
        put(4);

        assertThat(texts(reader.tail(stream, 10, null).orElseThrow())).hasSize(4);
        assertThat(texts(reader.tail(stream, 10, BEGUN.plusSeconds(2)).orElseThrow()))
                .containsExactly("line 2", "line 3");
    }

    @Test
    void shouldLeaveOutLinesBeforeATime() {
        put(10);

        LogPage page = reader.read(stream, LogPosition.beginning(BEGUN.plusSeconds(7)), most(2))
                .orElseThrow();

        assertThat(texts(page)).containsExactly("line 7", "line 8");
        assertThat(texts(reader.read(stream, page.next(), most(2)).orElseThrow()))
                .containsExactly("line 9");
    }

    @Test
    void shouldCleanWhatATerminalWouldAct() {
        put(
                "\u001b[31mred\u001b[0m \u001b]0;title\u0007\u0000bell\u0007\ttab\rnext\u202edrowssap \ud800 \ud83d\ude00",
                0);

        assertThat(texts(reader.read(stream, BEGINNING, most(1)).orElseThrow()))
                .containsExactly("red \ufffdbell\ufffd\ttab\nnext\ufffddrowssap \ufffd \ud83d\ude00");
    }

    @Test
    void shouldSayThatThereIsNoLog() {
        assertThat(reader.read(stream, BEGINNING, most(1))).isEmpty();
        assertThat(reader.tail(stream, 1, null)).isEmpty();
        assertThat(reader.read(new LogStream("/no-such-group", "a"), BEGINNING, most(1)))
                .isEmpty();
    }

    @Test
    void shouldRefuseAPositionThatCloudWatchDoesNotKnow() {
        put(1);

        assertThatThrownBy(() -> reader.read(stream, new LogPosition("made-up", 0, null), most(1)))
                .isInstanceOf(LogPositionException.class);
    }

    @Test
    void shouldTellThrottlingFromAnOutage() {
        put(1);

        server.refuse(400, "ThrottlingException");
        assertThatThrownBy(() -> reader.read(stream, BEGINNING, most(1))).isInstanceOf(TooManyLogCallsException.class);

        server.refuse(503, "ServiceUnavailableException");
        assertThatThrownBy(() -> reader.read(stream, BEGINNING, most(1))).isInstanceOf(SdkException.class);
    }

    @Test
    void shouldCallNoMoreOftenThanItMay() {
        put(1);
        LogReader slow = reader(2);
        int before = server.calls();

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        slow.read(stream, BEGINNING, most(1));
                    }
                })
                .isInstanceOf(TooManyLogCallsException.class);

        assertThat(server.calls() - before).isLessThan(100);
        slow.enter("other");
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        slow.enter("tenant");
                    }
                })
                .isInstanceOf(TooManyLogCallsException.class);
        slow.enter("another");
    }

    @Test
    void shouldTakeNoTextForAPositionThatIsNone() {
        assertThat(List.of("", "x", "!", "e".repeat(1_000), "Li4vLi4", "LDEwMDAxLA", "LCwsLA"))
                .allSatisfy(text -> assertThat(LogPosition.parse(text)).isEqualTo(Optional.empty()));
    }
}
