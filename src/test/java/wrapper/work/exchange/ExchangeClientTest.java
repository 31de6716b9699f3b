package wrapper.work.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeAnswer.BeatAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.ReportAnswer;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.Claim;
import shared.part.ExchangeRequest.End;
import shared.part.ExchangeRequest.Report;
import shared.part.FleetJson;
import wrapper.call.CallFailedException;
import wrapper.call.HttpCalls;
import wrapper.work.exchange.ExchangeClient.Answered;

class ExchangeClientTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    /** The service holds back its answer to a claim of this bundle. */
    private static final String SLOW = "0.1";
    /** The service refuses each request with a claim of this bundle. */
    private static final String WRONG = "0.2";

    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final List<ExchangeRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpCalls http = new HttpCalls();
    private final ExchangeClient client = new ExchangeClient(http, "worker-1", LONG, LONG);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void close() {
        mayAnswer.countDown();
        http.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            ExchangeRequest request = FleetJson.read(body, ExchangeRequest.class);
            requests.add(request);
            if (body.length > ExchangeRequest.MOST_BYTES || claims(request).contains(WRONG)) {
                refused.addAll(claims(request));
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            if (requests.size() > 1 && failures.getAndDecrement() > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            if (claims(request).contains(SLOW)) {
                mayAnswer.await();
            }
            byte[] answer = FleetJson.bytes(new ExchangeAnswer(
                    request.claims().stream()
                            .map(claim -> new ClaimAnswer(claim.bundle(), true, 60L, List.of(), null, null))
                            .toList(),
                    request.reports().stream()
                            .map(report -> new ReportAnswer(report.bundle(), true, null))
                            .toList(),
                    request.beats().stream()
                            .map(beat -> new BeatAnswer(beat, true))
                            .toList(),
                    false));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> claims(ExchangeRequest request) {
        return request.claims().stream().map(Claim::bundle).toList();
    }

    private ServiceAddress address(String job) {
        return new ServiceAddress(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + job), "token", Optional.empty());
    }

    private <T> Future<T> inBackground(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        callers.add(thread);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private Future<ExchangeAnswer> claim(String job, String bundle) {
        return claim(client, job, bundle);
    }

    private Future<ExchangeAnswer> claim(ExchangeClient client, String job, String bundle) {
        return inBackground(() -> client.send(address(job), List.of(new Claim(bundle)), List.of(), LONG, () -> false)
                .answer());
    }

    private Future<ExchangeAnswer> report(String bundle, String value) {
        End end = new End(1, 1, End.DONE, TextNode.valueOf(value), null, null, 0);
        return inBackground(() -> client.send(
                        address("job"), List.of(), List.of(new Report(bundle, List.of(end))), LONG, () -> false)
                .answer());
    }

    /** Has a request under way that is not answered yet. */
    private Future<ExchangeAnswer> slowClaim() {
        Future<ExchangeAnswer> slow = claim("job", SLOW);
        await().atMost(LONG).until(() -> requests.size() == 1);
        return slow;
    }

    private void awaitWaiting(int count) {
        await().atMost(LONG)
                .until(() -> callers.stream()
                                .filter(thread -> Stream.of(thread.getStackTrace())
                                        .anyMatch(frame -> frame.getMethodName().equals("timedWait")))
                                .count()
                        == count);
    }

    @Test
    void shouldSendTogetherWhatWaitsForARequestThatIsUnderWay() throws Exception {
        Future<ExchangeAnswer> slow = slowClaim();
        Future<ExchangeAnswer> claim = claim("job", "1.1");
        Future<ExchangeAnswer> other = claim("job", "1.2");
        Future<ExchangeAnswer> report = report("2.1", "a value");
        awaitWaiting(3);

        mayAnswer.countDown();

        assertThat(slow.get().claims()).extracting(ClaimAnswer::bundle).containsExactly(SLOW);
        assertThat(claim.get().claims()).extracting(ClaimAnswer::bundle).containsExactly("1.1");
        assertThat(claim.get().reports()).isEmpty();
        assertThat(other.get().claims()).extracting(ClaimAnswer::bundle).containsExactly("1.2");
        assertThat(report.get().claims()).isEmpty();
        assertThat(report.get().reports()).extracting(ReportAnswer::bundle).containsExactly("2.1");
        assertThat(requests).hasSize(2);
        assertThat(claims(requests.get(1))).containsExactlyInAnyOrder("1.1", "1.2");
        assertThat(requests.get(1).reports()).extracting(Report::bundle).containsExactly("2.1");
    }

    @Test
    void shouldCountALeaseFromWhenTheClaimWasSentAfterItHadWaited() throws Exception {
        slowClaim();
        Future<Answered> claim = inBackground(
                () -> client.send(address("job"), List.of(new Claim("1.1")), List.of(), LONG, () -> false));
        awaitWaiting(1);
        long before = System.nanoTime();

        mayAnswer.countDown();

        assertThat(claim.get().askedAt() - before).isPositive();
    }

    @Test
    void shouldFailOnlyWhatIsRefusedAloneWhenARequestOfSeveralIsRefused() throws Exception {
        Future<ExchangeAnswer> slow = slowClaim();
        Future<ExchangeAnswer> wrong = claim("job", WRONG);
        Future<ExchangeAnswer> right = claim("job", "1.1");
        awaitWaiting(2);

        mayAnswer.countDown();

        assertThat(right.get().claims()).extracting(ClaimAnswer::granted).containsExactly(true);
        CallFailedException failure = (CallFailedException)
                catchThrowableOfType(ExecutionException.class, wrong::get).getCause();
        assertThat(failure.status()).isEqualTo(400);
        assertThat(slow.get().claims()).hasSize(1);
        assertThat(refused).containsExactlyInAnyOrder(WRONG, "1.1", WRONG);
    }

    @Test
    void shouldAskOnceMoreAloneWhenTheServiceFailsARequestOfSeveral() throws Exception {
        slowClaim();
        Future<ExchangeAnswer> one = claim("job", "1.1");
        Future<ExchangeAnswer> other = claim("job", "1.2");
        awaitWaiting(2);
        failures.set(1);

        mayAnswer.countDown();

        assertThat(one.get().claims()).extracting(ClaimAnswer::bundle).containsExactly("1.1");
        assertThat(other.get().claims()).extracting(ClaimAnswer::bundle).containsExactly("1.2");
        assertThat(requests).hasSize(4);
    }

    @Test
    void shouldNotWaitForARequestAboutAnotherExecutionNorWithBeats() throws Exception {
        slowClaim();

        assertThat(claim("other", "1.1").get().claims()).hasSize(1);
        assertThat(client.sendAlone(address("job"), List.of(), List.of(), List.of("3.1"), LONG, () -> false)
                        .beats())
                .containsExactly(new BeatAnswer("3.1", true));
    }

    @Test
    void shouldGoAloneWhenARequestIsUnderWayForLong() throws Exception {
        ExchangeClient impatient = new ExchangeClient(http, "worker-1", Duration.ofMillis(1), LONG);
        Future<ExchangeAnswer> slow = claim(impatient, "job", SLOW);
        await().atMost(LONG).until(() -> requests.size() == 1);

        assertThat(claim(impatient, "job", "1.1").get().claims())
                .extracting(ClaimAnswer::bundle)
                .containsExactly("1.1");
        assertThat(slow).isNotDone();
    }

    @Test
    void shouldSendNoMoreThanARequestMayHold() throws Exception {
        slowClaim();
        String large = "x".repeat(150 * 1024);
        List<Future<ExchangeAnswer>> reports =
                List.of(report("1.1", large), report("1.2", large), report("1.3", "small"));
        awaitWaiting(3);

        mayAnswer.countDown();

        for (Future<ExchangeAnswer> report : reports) {
            assertThat(report.get().reports()).hasSize(1);
        }
        assertThat(refused).isEmpty();
        assertThat(requests.stream().mapToInt(request -> request.reports().size()))
                .containsExactlyInAnyOrder(0, 2, 1);
    }
}
