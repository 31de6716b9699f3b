package wrapper.work;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeAnswer.BeatAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.ReportAnswer;
import shared.part.ExchangeAnswer.Try;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.End;
import shared.part.FleetJson;
import shared.part.PartsMessage;

/** The service as a worker sees it: it knows bundles, gives leases, counts tries, and refuses who holds nothing. */
public final class ExchangeStub implements AutoCloseable {
    public static final String TOKEN = "eyJhbGciOiJub25lIn0.c2VjcmV0.dDBrZW4";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Bundle> bundles = new HashMap<>();
    private final List<End> ends = new CopyOnWriteArrayList<>();
    private final List<ExchangeRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> jobReports = new CopyOnWriteArrayList<>();
    private final Map<String, String> invocations = new ConcurrentHashMap<>();
    private volatile long leaseSeconds = 60;
    private volatile boolean down;
    private final Set<String> stoppingJobs = ConcurrentHashMap.newKeySet();
    private int next;

    private static final class Bundle {
        final String job;
        final List<Integer> left;
        final Map<Integer, Integer> tries = new HashMap<>();
        String holder;
        long until;

        Bundle(String job, List<Integer> parts) {
            this.job = job;
            this.left = new ArrayList<>(parts);
        }
    }

    public ExchangeStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public ExchangeStub lease(long seconds) {
        leaseSeconds = seconds;
        return this;
    }

    /** Has every request fail, or no more. */
    public void down(boolean is) {
        down = is;
    }

    public void stop(String job) {
        stoppingJobs.add(job);
    }

    /** Makes a bundle known, and gives its message. */
    public synchronized PartsMessage bundle(
            String task, String job, List<PartsMessage.Part> parts, Map<String, String> environment, long timeout) {
        String name = ++next + ".1";
        bundles.put(
                job + " " + name,
                new Bundle(job, parts.stream().map(PartsMessage.Part::part).toList()));
        return new PartsMessage(
                task, "tenant", "jit-1", job, 1, name, parts, 1_000L, environment, null, timeout, url(job), TOKEN);
    }

    public PartsMessage bundle(String task, String job, int from, int count) {
        return bundle(
                task,
                job,
                IntStream.range(from, from + count)
                        .mapToObj(part -> new PartsMessage.Part(part, FleetJson.treeOf(Map.of("n", part))))
                        .toList(),
                Map.of("JOB", job),
                30);
    }

    public String url(String job) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/executions/jit-1/" + job;
    }

    /** Gives the ends that were taken, of all jobs. */
    public List<End> ends() {
        return ends;
    }

    public List<ExchangeRequest> requests() {
        return requests;
    }

    public List<String> jobReports() {
        return jobReports;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        try (exchange) {
            if (down) {
                exchange.sendResponseHeaders(503, -1);
            } else if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
            } else if (path.endsWith("/parts")) {
                String job = path.substring("/executions/jit-1/".length(), path.length() - "/parts".length());
                byte[] answer = FleetJson.bytes(answer(job, FleetJson.read(body, ExchangeRequest.class)));
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } else {
                exchange.sendResponseHeaders(report(path, new String(body, StandardCharsets.UTF_8)), -1);
            }
        } catch (IllegalArgumentException e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private int report(String path, String body) {
        String by = FleetJson.tree(body.getBytes(StandardCharsets.UTF_8))
                .path("invocation_id")
                .asText();
        String first = invocations.putIfAbsent(path, by);
        if (first != null && !first.equals(by)
                || stoppingJobs.contains(path.replaceFirst(".*/", "")) && body.contains("running")) {
            return 409;
        }
        jobReports.add(body);
        return 204;
    }

    private synchronized ExchangeAnswer answer(String job, ExchangeRequest request) {
        requests.add(request);
        boolean stopping = stoppingJobs.contains(job);
        return new ExchangeAnswer(
                request.claims().stream()
                        .map(claim -> claim(job, request.worker(), claim.bundle()))
                        .toList(),
                request.reports().stream()
                        .map(report -> report(job, request.worker(), report))
                        .toList(),
                request.beats().stream()
                        .map(beat -> new BeatAnswer(beat, beat(bundles.get(job + " " + beat), request.worker())))
                        .toList(),
                stopping);
    }

    private ClaimAnswer claim(String job, String worker, String name) {
        Bundle bundle = bundles.get(job + " " + name);
        if (bundle == null || bundle.left.isEmpty()) {
            return new ClaimAnswer(name, false, null, null, ClaimAnswer.GONE, null);
        }
        if (stoppingJobs.contains(job)) {
            return new ClaimAnswer(name, false, null, null, ClaimAnswer.STOPPING, null);
        }
        long left = bundle.until - System.nanoTime();
        if (bundle.holder != null && !bundle.holder.equals(worker) && left > 0) {
            return new ClaimAnswer(name, false, null, null, ClaimAnswer.HELD, 1 + left / 1_000_000_000);
        }
        bundle.holder = worker;
        bundle.until = System.nanoTime() + leaseSeconds * 1_000_000_000;
        bundle.left.forEach(part -> bundle.tries.merge(part, 1, Integer::sum));
        List<Try> tries = bundle.left.stream()
                .map(part -> new Try(part, bundle.tries.get(part)))
                .toList();
        return new ClaimAnswer(name, true, leaseSeconds, tries, null, null);
    }

    private ReportAnswer report(String job, String worker, ExchangeRequest.Report report) {
        Bundle bundle = bundles.get(job + " " + report.bundle());
        if (bundle == null || !worker.equals(bundle.holder)) {
            return new ReportAnswer(report.bundle(), false, "not the holder");
        }
        for (End end : report.parts()) {
            if (bundle.left.contains(end.part()) && bundle.tries.get(end.part()) == end.attempt()) {
                bundle.left.remove(Integer.valueOf(end.part()));
                ends.add(end);
            }
        }
        return new ReportAnswer(report.bundle(), true, null);
    }

    private boolean beat(Bundle bundle, String worker) {
        if (bundle == null || !worker.equals(bundle.holder) || bundle.left.isEmpty()) {
            return false;
        }
        long left = bundle.until - System.nanoTime();
        if (left < leaseSeconds * 500_000_000) {
            bundle.until = System.nanoTime() + leaseSeconds * 1_000_000_000;
        }
        return true;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
