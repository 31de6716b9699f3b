package local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/**
 * CloudWatch's PutMetricData as the SDK speaks it, CBOR over HTTP. It accepts all metrics until it is told otherwise,
 * and keeps what it got.
 */
public final class CloudWatchStub implements AutoCloseable {
    private static final String OPERATION = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final Set<String> properties;
    private volatile Answer answer = new Answer(200, () -> {});

    private CloudWatchStub(boolean forThisJvm) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(OPERATION, this::handle);
        server.start();
        Map<String, String> settings = forThisJvm
                ? Map.of("aws.accessKeyId", "test", "aws.secretAccessKey", "test", "aws.endpointUrlCloudWatch", url())
                : Map.of();
        settings.forEach(System::setProperty);
        properties = settings.keySet();
    }

    /** Starts it for other processes, which must be told its {@link #url()}. */
    public static CloudWatchStub start() throws IOException {
        return new CloudWatchStub(false);
    }

    /** Starts it for this JVM, whose clients of CloudWatch call it until it is closed. */
    public static CloudWatchStub startForThisJvm() throws IOException {
        return new CloudWatchStub(true);
    }

    /** Gives the endpoint. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers from now on with this status, after doing something. */
    public void answer(int status, Runnable before) {
        answer = new Answer(status, before);
    }

    /** Gives what was sent so far, in the order it came, as CloudWatch's own documents. */
    public List<JsonNode> requests() {
        return List.copyOf(requests);
    }

    /** Gives each metric as {@code namespace name unit {dimensions}}, in the order they came. */
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>();
        for (JsonNode request : requests) {
            for (JsonNode metric : request.path("MetricData")) {
                metrics.add("%s %s %s {%s}"
                        .formatted(
                                request.path("Namespace").textValue(),
                                metric.path("MetricName").textValue(),
                                metric.path("Unit").textValue(),
                                StreamSupport.stream(metric.path("Dimensions").spliterator(), false)
                                        .map(d -> d.path("Name").textValue() + "="
                                                + d.path("Value").textValue())
                                        .collect(Collectors.joining(", "))));
            }
        }
        return metrics;
    }

    /** Gives the values of the metrics of one name, in the order they came. */
    public List<Double> values(String name) {
        return requests.stream()
                .flatMap(request ->
                        StreamSupport.stream(request.path("MetricData").spliterator(), false))
                .filter(metric -> metric.path("MetricName").textValue().equals(name))
                .map(metric -> metric.path("Value").doubleValue())
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream body =
                    zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                requests.add(CBOR.readTree(body));
            }
            Answer now = answer;
            now.before().run();
            byte[] nothing = CBOR.writeValueAsBytes(Map.of());
            exchange.getResponseHeaders().add("Content-Type", "application/cbor");
            exchange.getResponseHeaders().add("Smithy-Protocol", "rpc-v2-cbor");
            exchange.sendResponseHeaders(now.status(), nothing.length);
            exchange.getResponseBody().write(nothing);
        }
    }

    @Override
    public void close() {
        properties.forEach(System::clearProperty);
        server.stop(0);
        threads.shutdownNow();
    }

    private record Answer(int status, Runnable before) {}
}
