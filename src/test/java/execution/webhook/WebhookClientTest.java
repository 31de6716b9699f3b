package execution.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.HandClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookClientTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final byte[] BODY = "{\"status\":\"completed\"}".getBytes(StandardCharsets.UTF_8);

    private final HandClock clock = new HandClock(Instant.ofEpochSecond(1_614_265_330));
    private final List<WebhookClient> clients = new ArrayList<>();
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = Receiver.start();
    }

    @AfterEach
    void stop() {
        clients.forEach(WebhookClient::stop);
        receiver.close();
    }

    private WebhookClient client(WebhookProperties settings) {
        WebhookClient client = WebhookFixture.client(settings, clock);
        clients.add(client);
        return client;
    }

    private WebhookClient client() {
        return client(WebhookFixture.settings(receiver.host()));
    }

    private static WebhookAnswer answer(WebhookClient client, String url) {
        return client.send(new WebhookMessage(url, "evt_1", BODY)).join();
    }

    @Test
    void shouldSendASignedMessage() {
        WebhookAnswer answer = answer(client(), receiver.url("/hook?key=1"));

        assertThat(answer.isDelivered()).isTrue();
        assertThat(receiver.deliveries()).hasSize(1);
        Receiver.Delivery delivery = receiver.deliveries().get(0);
        assertThat(delivery.path()).isEqualTo("/hook?key=1");
        assertThat(delivery.body()).isEqualTo(BODY);
        assertThat(delivery.header("content-type")).startsWith("application/json");
        assertThat(delivery.header("webhook-id")).isEqualTo("evt_1");
        assertThat(delivery.header("webhook-timestamp")).isEqualTo("1614265330");
        assertThat(delivery.header("webhook-signature"))
                .isEqualTo(
                        WebhookFixture.signature(WebhookFixture.settings("x")).of("evt_1", 1_614_265_330, BODY));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void shouldNotFollowRedirect(int status) {
        receiver.answerNext(status);

        WebhookAnswer answer = answer(client(), receiver.url("/hook"));

        assertThat(answer.isDelivered()).isFalse();
        assertThat(answer.text()).isEqualTo("the receiver answered " + status);
        assertThat(receiver.deliveries()).extracting(Receiver.Delivery::path).containsExactly("/hook");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407, 429, 503})
    void shouldNotSendTwiceOfItself(int status) {
        receiver.answerNext(status);

        assertThat(answer(client(), receiver.url("/hook")).status()).isEqualTo(status);
        assertThat(receiver.deliveries()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "[::1]"})
    void shouldRefusePrivateAddress(String host) {
        String port = receiver.host().replaceAll(".*:", ":");
        WebhookProperties settings = WebhookFixture.settings(true, false, LONG, host + port);

        WebhookAnswer answer = answer(client(settings), "http://" + host + port + "/hook");

        assertThat(answer.text()).isEqualTo("the host of the webhook has an address that is not public");
        assertThat(receiver.deliveries()).isEmpty();
    }

    @Test
    void shouldConnectToTheVeryAddressThatWasChecked() {
        AtomicInteger asked = new AtomicInteger();
        WebhookProperties settings = WebhookFixture.settings(
                true, false, SHORT, "rebinding.example.com:" + receiver.host().split(":")[1]);
        // The first answer is public and nobody listens there; each later one is this machine.
        DnsResolver rebinding = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws java.net.UnknownHostException {
                return new InetAddress[] {
                    InetAddress.getByName(asked.getAndIncrement() == 0 ? "192.31.196.1" : "127.0.0.1")
                };
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        WebhookClient client = new WebhookClient(
                new WebhookTargets(settings), WebhookFixture.signature(settings), settings, rebinding, null, clock);
        clients.add(client);
        String url = "http://rebinding.example.com:" + receiver.host().split(":")[1] + "/hook";

        WebhookAnswer first = answer(client, url);
        WebhookAnswer second = answer(client, url);

        assertThat(first.isDelivered()).isFalse();
        assertThat(first.text()).doesNotContain("192.31");
        assertThat(asked).as("once for each connection").hasValue(2);
        assertThat(second.text()).contains("not public");
        assertThat(receiver.deliveries()).isEmpty();
    }

    @Test
    void shouldAskTheSettingsAgainBeforeItSends() {
        WebhookAnswer answer = answer(client(WebhookFixture.settings("other.example.com")), receiver.url("/secret"));

        assertThat(answer.text()).contains("may not go to here").doesNotContain("secret");
        assertThat(receiver.deliveries()).isEmpty();
    }

    @Test
    void shouldSayThatNobodyListens() {
        String url = receiver.url("/hook");
        receiver.close();

        assertThat(answer(client(), url).text()).isEqualTo("the connection was refused");
    }

    @Test
    void shouldNotTrustAnybodyWhoEncrypts() throws IOException {
        try (Raw raw = Raw.start(
                socket -> socket.getOutputStream().write("no TLS at all\n".getBytes(StandardCharsets.US_ASCII)))) {
            WebhookAnswer answer =
                    answer(client(WebhookFixture.settings(raw.host())), "https://" + raw.host() + "/hook");

            assertThat(answer.isDelivered()).isFalse();
            assertThat(answer.text()).startsWith("no encrypted connection");
        }
    }

    /** A server of bytes, which tells whether its clients have gone. */
    private static final class Raw implements AutoCloseable {

        interface Talk {
            void with(Socket socket) throws IOException;
        }

        private final ServerSocket server;
        private final AtomicInteger open = new AtomicInteger();

        private Raw(ServerSocket server) {
            this.server = server;
        }

        static Raw start(Talk talk) throws IOException {
            Raw raw = new Raw(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            daemon(() -> {
                while (true) {
                    Socket socket = raw.server.accept();
                    raw.open.incrementAndGet();
                    daemon(() -> {
                        try (socket) {
                            talk.with(socket);
                            InputStream in = socket.getInputStream();
                            while (in.read() >= 0) {
                                // Until the client has gone.
                            }
                        } finally {
                            raw.open.decrementAndGet();
                        }
                        return null;
                    });
                }
            });
            return raw;
        }

        private static void daemon(java.util.concurrent.Callable<Void> work) {
            Thread thread = new Thread(() -> {
                try {
                    work.call();
                } catch (Exception e) {
                    // The socket was closed.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        String host() {
            return "localhost:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static void endless(Socket socket, String part) throws IOException {
        OutputStream out = socket.getOutputStream();
        while (true) {
            out.write(part.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            CountDownLatch never = new CountDownLatch(1);
            try {
                never.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nothing", "a byte of a header at a time", "a byte of a body at a time", "no TLS", "TLS slowly"})
    void shouldNotHoldAConnectionForASlowReceiver(String how) throws IOException {
        WebhookAnswer answer;
        try (Raw raw = Raw.start(socket -> {
            switch (how) {
                case "a byte of a header at a time" -> {
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    endless(socket, "x");
                }
                case "a byte of a body at a time" -> {
                    socket.getOutputStream()
                            .write("HTTP/1.1 503 Away\r\nContent-Length: 10000\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    endless(socket, "x");
                }
                case "TLS slowly" -> {
                    // The head of a handshake record of 16 KB.
                    socket.getOutputStream().write(new byte[] {22, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xfc});
                    endless(socket, "\0");
                }
                default -> {
                    // The client waits.
                }
            }
        })) {
            WebhookClient client = client(WebhookFixture.settings(true, true, SHORT, raw.host()));

            answer = answer(client, (how.contains("TLS") ? "https://" : "http://") + raw.host() + "/hook");

            await("the connection is closed").until(() -> raw.open.get() == 0);
        }
        assertThat(answer.isDelivered()).isFalse();
        if (how.contains("body")) {
            assertThat(answer.status()).as("the status came in time").isEqualTo(503);
        } else {
            assertThat(answer.status()).isZero();
        }
    }

    @Test
    void shouldNotReadALongAnswer() throws IOException {
        AtomicBoolean isBroken = new AtomicBoolean();
        try (Raw raw = Raw.start(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("400\r\n" + "x".repeat(1_024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try {
                while (true) {
                    out.write(chunk);
                }
            } finally {
                isBroken.set(true);
            }
        })) {
            WebhookAnswer answer =
                    answer(client(WebhookFixture.settings(true, true, LONG, raw.host())), "http://" + raw.host() + "/");

            assertThat(answer.isDelivered()).as("the status is what counts").isTrue();
            await().untilTrue(isBroken);
        }
    }

    @Test
    void shouldNotReadEndlessHeaders() throws IOException {
        try (Raw raw = Raw.start(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("X: x\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        })) {
            WebhookAnswer answer =
                    answer(client(WebhookFixture.settings(true, true, LONG, raw.host())), "http://" + raw.host() + "/");

            assertThat(answer.isDelivered()).isFalse();
        }
    }

    @Test
    void shouldNotHoldAThreadForASlowReceiver() throws IOException {
        try (Raw raw = Raw.start(socket -> {})) {
            WebhookProperties settings = new WebhookProperties(
                    List.of(raw.host(), receiver.host()),
                    WebhookFixture.SECRET,
                    "",
                    true,
                    true,
                    LONG,
                    LONG,
                    50,
                    SHORT,
                    SHORT,
                    LONG,
                    100);
            WebhookClient client = client(settings);
            assertThat(answer(client, receiver.url("/hook")).isDelivered()).isTrue();
            long before = threads();
            List<CompletableFuture<WebhookAnswer>> slow = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                // This thread goes on at once, and no other one is made for the call.
                slow.add(client.send(new WebhookMessage("http://" + raw.host() + "/", "evt_" + i, BODY)));
            }
            await().until(() -> raw.open.get() == 50);

            assertThat(answer(client, receiver.url("/hook")).isDelivered()).isTrue();

            assertThat(slow).noneMatch(CompletableFuture::isDone);
            assertThat(threads()).isLessThanOrEqualTo(before);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(httpclient|webhook).*"))
                .count();
    }
}
