package wrapper.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wrapper.ServiceStub;

class HttpCallsTest {
    private static final CallLimit LONGEST_WAIT = new CallLimit(Duration.ofMinutes(3), () -> false);

    @TempDir
    Path folder;

    private ServiceStub stub;
    private HttpCalls http;

    @BeforeEach
    void start() throws IOException {
        stub = new ServiceStub();
        http = new HttpCalls();
    }

    @AfterEach
    void close() {
        http.close();
        stub.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void shouldTryAgainWhenTheServerIsBusy(int status) throws Exception {
        stub.answer("PATCH", "/x", status, "").answer("PATCH", "/x", 200, "done");

        byte[] answer = http.json("PATCH", uri("/x"), Map.of("A", "b"), "{}".getBytes(UTF_8), LONGEST_WAIT);

        assertThat(answer).asString().isEqualTo("done");
        assertThat(stub.bodies("PATCH /x")).containsExactly("{}", "{}");
        assertThat(stub.requests().get(1).headers().getFirst("A")).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 403, 404, 409})
    void shouldFailAtOnceAndTellNoSecretWhenItIsRefused(int status) {
        stub.answer("GET", "/x", status, "body-s3cret", "Location", "/elsewhere");

        CallFailedException failure = catchThrowableOfType(
                CallFailedException.class,
                () -> http.json("GET", uri("/x?sig=s3cret"), Map.of("Authorization", "s3cret"), null, LONGEST_WAIT));

        assertThat(failure).hasMessage("GET 127.0.0.1/x: answered " + status);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(stub.calls()).containsExactly("GET /x");
    }

    @Test
    void shouldEndInTheMiddleOfAnAttemptWhenCancelled() {
        AtomicBoolean cancelled = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        stub.answer("GET", "/x", new ServiceStub.Answer(200, new byte[0], () -> {
            cancelled.set(true);
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));

        CallFailedException failure = catchThrowableOfType(
                CallFailedException.class,
                () -> http.json("GET", uri("/x"), Map.of(), null, new CallLimit(Duration.ofDays(1), cancelled::get)));

        assertThat(failure).hasMessageContaining("no time for more");
        assertThat(stub.calls()).hasSize(1);
    }

    @Test
    void shouldLeaveNoFileWhenTheDownloadIsTooLarge() {
        stub.answer("GET", "/x", 200, "123456");

        CallFailedException failure = catchThrowableOfType(
                CallFailedException.class, () -> http.download(uri("/x"), folder.resolve("f"), 5, -1, LONGEST_WAIT));

        assertThat(failure).hasMessageContaining("more than 5 bytes");
        assertThat(folder).isEmptyDirectory();
        assertThat(stub.calls()).hasSize(1);
    }

    @Test
    void shouldFetchAgainWhenTheDownloadIsCut() throws Exception {
        stub.answer("GET", "/x", 200, "12").answer("GET", "/x", 200, "1234");

        long size = http.download(uri("/x"), folder.resolve("f"), 5, 4, LONGEST_WAIT);

        assertThat(size).isEqualTo(4);
        assertThat(folder.resolve("f")).hasContent("1234");
    }

    @Test
    void shouldTakeARequestForSentWhenTheAnswerBreaksOffAfterItsStatus() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".getBytes(UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            http.send("POST", URI.create("http://127.0.0.1:" + server.getLocalPort()), Map.of(), null, LONGEST_WAIT);

            answered.join();
        }
    }

    @Test
    void shouldSendOnceAndTellNothingOfTheUrlWhenTheServerRefuses() {
        stub.answer("POST", "/s3cret", 503, "body-s3cret");

        CallFailedException failure = catchThrowableOfType(
                CallFailedException.class,
                () -> http.send("POST", uri("/s3cret?t=s3cret"), Map.of(), "{}".getBytes(UTF_8), LONGEST_WAIT));

        assertThat(failure).hasMessage("answered 503");
        assertThat(stub.calls()).containsExactly("POST /s3cret");
    }

    @Test
    void shouldGiveUpACallWhoseAnswerGoesOnComingBeyondItsTime() throws Exception {
        CallLimit second = new CallLimit(Duration.ofSeconds(1), () -> false);
        try (ServerSocket server = dribbling()) {
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());

            assertThat(catchThrowableOfType(
                            CallFailedException.class, () -> http.send("POST", uri, Map.of(), null, second)))
                    .hasMessage("no answer in 1 s");
            assertThat(catchThrowableOfType(
                            CallFailedException.class, () -> http.json("GET", uri, Map.of(), null, second)))
                    .hasMessageContaining("no time for more");
        }
    }

    @Test
    void shouldMakeTheNextCallWhateverTheCancellingThreadOfTheLastOneStillDoes() throws Exception {
        CallLimit tick = new CallLimit(Duration.ofMillis(1), () -> false);
        try (ServerSocket server = dribbling()) {
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());

            for (int call = 0; call < 40; call++) {
                assertThatExceptionOfType(CallFailedException.class)
                        .isThrownBy(() -> http.send("POST", uri, Map.of(), null, tick));
            }
        }
    }

    @Test
    void shouldMakeACallWhileAnotherThatWasGivenUpStillHangs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        stub.answer("GET", "/hang", new ServiceStub.Answer(200, new byte[0], () -> {
            hanging.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        stub.answer("GET", "/x", 200, "done");
        CompletableFuture<Boolean> abandoned = CompletableFuture.supplyAsync(() -> {
            try {
                return http.json("GET", uri("/hang"), Map.of(), null, LONGEST_WAIT).length == 0;
            } catch (CallFailedException e) {
                return false;
            }
        });
        hanging.await();

        assertThat(http.json("GET", uri("/x"), Map.of(), null, LONGEST_WAIT))
                .asString()
                .isEqualTo("done");
        assertThat(http.json("GET", uri("/x"), Map.of(), null, LONGEST_WAIT))
                .asString()
                .isEqualTo("done");

        release.countDown();
        assertThat(abandoned.get()).isTrue();
        assertThat(http.json("GET", uri("/x"), Map.of(), null, LONGEST_WAIT))
                .asString()
                .isEqualTo("done");
    }

    // Each answer is a status and then headers without an end.
    private static ServerSocket dribbling() throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        CompletableFuture.runAsync(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
                    while (true) {
                        socket.getOutputStream().write("X: y\r\n".getBytes(UTF_8));
                        Thread.sleep(10);
                    }
                } catch (IOException | InterruptedException e) {
                    // The client has gone, or the test is over.
                }
            }
        });
        return server;
    }

    private URI uri(String path) {
        return URI.create(stub.url(path));
    }
}
