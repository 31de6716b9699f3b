package execution.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static waiting.LongestWait.LONGEST_WAIT;

import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpServer;
import execution.fleet.WorkersProperties.Address;
import execution.operations.StartRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import local.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wrapper.work.config.WorkSettings;
import wrapper.work.page.Activity;
import wrapper.work.page.WorkerPage;

class WorkerCallsTest {

    private static final String TOKEN = "t0ken";
    private static final String NOTHING = "{\"id\":\"w\",\"running\":[],\"recent\":[],\"counters\":{}}";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final WorkerCalls calls = calls(TOKEN);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable open : opened) {
            open.close();
        }
    }

    private static WorkerCalls calls(String token) {
        return calls(token, LONGEST_WAIT);
    }

    private static WorkerCalls calls(String token, Duration longest) {
        return new WorkerCalls(new WorkersProperties(List.of(), token, 8070), longest);
    }

    private static Address local(int port) {
        return new Address("127.0.0.1", port);
    }

    private WorkerAnswer ask(int port) {
        return calls.ask(List.of(local(port))).get(0);
    }

    /** Starts a server that gives one answer to each request. */
    private int answering(int status, String location, byte[] body, AtomicInteger requests) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            if (location != null) {
                exchange.getResponseHeaders().set("Location", location);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        opened.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private int answering(String body) throws IOException {
        return answering(200, null, body.getBytes(StandardCharsets.UTF_8), new AtomicInteger());
    }

    /** Starts a server that sends a beginning and then a byte every second, until nobody takes it any more. */
    private int dripping(String beginning, CountDownLatch ended) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        opened.add(server);
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                out.write(beginning.getBytes(StandardCharsets.UTF_8));
                while (!ended.await(1, TimeUnit.SECONDS)) {
                    out.write('a');
                    out.flush();
                }
            } catch (IOException e) {
                ended.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
        opened.add(ended::countDown);
        return server.getLocalPort();
    }

    @Test
    void shouldShowWhatAWorkerSays() throws Exception {
        Activity activity = new Activity();
        WorkerPage page = WorkerPage.start(
                new InetSocketAddress("127.0.0.1", 0),
                new WorkSettings.Access(Optional.of(TOKEN), Optional.empty(), Optional.empty()),
                new WorkerPage.Worker("w-1", "1.0", Instant.EPOCH, 4, activity, () -> true));
        opened.add(page);
        activity.begin("part 7", "hash-search");
        activity.end(activity.begin("part 6", "hash-search"), "done", 0.5, TextNode.valueOf("found"));
        activity.count(Activity.Count.PARTS_DONE);

        WorkerAnswer answer = ask(page.port());

        assertThat(answer.problem()).isNull();
        assertThat(answer.id()).isEqualTo("w-1");
        assertThat(answer.capacity()).isEqualTo("4");
        assertThat(answer.state()).isEqualTo("takes messages");
        assertThat(answer.started()).startsWith("1970");
        assertThat(answer.running()).singleElement().satisfies(part -> assertThat(part.what())
                .isEqualTo("part 7"));
        assertThat(answer.recent()).singleElement().satisfies(part -> {
            assertThat(part.what()).isEqualTo("part 6");
            assertThat(part.how()).isEqualTo("done");
            assertThat(part.value()).contains("found");
        });
        assertThat(answer.counters()).contains(new WorkerAnswer.Counter("parts done", "1"));
        assertThat(calls("another").ask(List.of(local(page.port()))).get(0).problem())
                .contains("does not take the token");
    }

    @Test
    void shouldFollowARedirectNowhere() throws IOException {
        AtomicInteger elsewhere = new AtomicInteger();
        int other = answering(200, null, NOTHING.getBytes(StandardCharsets.UTF_8), elsewhere);
        int port = answering(302, "http://127.0.0.1:" + other + "/worker", new byte[0], new AtomicInteger());

        assertThat(ask(port).problem()).isEqualTo("It answers with status 302.");
        assertThat(elsewhere).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX-Long: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"id\":\"",
                "HTTP/1.1 302 Found\r\nContent-Length: 100000\r\n\r\n"
            })
    void shouldGiveUpAWorkerThatSendsAByteEverySecondAndCloseItsConnection(String beginning) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        int port = dripping(beginning, ended);

        assertThat(calls(TOKEN, Duration.ofSeconds(2))
                        .ask(List.of(local(port)))
                        .get(0)
                        .problem())
                .isEqualTo("It has not answered within 2 seconds.");
        await().until(() -> ended.getCount() == 0);
    }

    @Test
    void shouldReadNoMoreThanAnAnswerMayHave() throws IOException {
        String space = " ".repeat(BoundedBody.MOST_BYTES - NOTHING.length());

        assertThat(ask(answering(NOTHING + space)).problem()).isNull();
        assertThat(ask(answering(NOTHING + space + " ")).problem()).isEqualTo("Its answer is longer than 256 KB.");
        assertThat(ask(answering(NOTHING + space.repeat(40))).problem()).isEqualTo("Its answer is longer than 256 KB.");
    }

    @Test
    void shouldSayThatAWorkerCannotBeReached() throws IOException {
        List<WorkerAnswer> answers =
                calls.ask(List.of(local(FreePorts.next()), local(answering(NOTHING)), local(answering("[]"))));

        assertThat(answers)
                .extracting(WorkerAnswer::problem)
                .containsExactly("It cannot be reached.", null, "Its answer cannot be read.");
    }

    @Test
    void shouldAskNobodyWithoutAToken() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        int port = answering(200, null, NOTHING.getBytes(StandardCharsets.UTF_8), requests);

        assertThat(calls(null).ask(List.of(local(port))).get(0).problem()).contains("worker-token is not set");
        assertThat(calls("").isPossible()).isFalse();
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "se\ncret", "s\u00e9cret"})
    void shouldNotStartWithATokenThatNoHeaderTakesAndNotSayIt(String token) {
        assertThatThrownBy(() -> calls(token))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("execution.gateway.worker-token")
                .hasMessageNotContaining(token);
        assertThat(new WorkersProperties(List.of(), token, 1).toString()).doesNotContain(token);
    }
}
