package producer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** CloudWatch's PutMetricData as the SDK speaks it, CBOR over HTTP. While it is there, this JVM's clients find it. */
final class CloudWatchStub implements AutoCloseable {

    private static final String OPERATION = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

    private final HttpServer server;
    private final BlockingQueue<JsonNode> requests = new LinkedBlockingQueue<>();
    private final Map<String, String> properties;
    private volatile boolean refuses;

    private CloudWatchStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(OPERATION, this::take);
        server.start();
        properties = Map.of(
                "aws.accessKeyId", "test",
                "aws.secretAccessKey", "test",
                "aws.endpointUrlCloudWatch",
                        "http://127.0.0.1:" + server.getAddress().getPort());
        properties.forEach(System::setProperty);
    }

    static CloudWatchStub start() throws IOException {
        return new CloudWatchStub();
    }

    /** Has it answer that it cannot. */
    void refuse() {
        refuses = true;
    }

    /** Waits for a request and gives it. */
    JsonNode request() throws InterruptedException {
        JsonNode request = requests.poll(60, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no metrics came");
        }
        return request;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream body =
                    zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                requests.add(CBOR.readTree(body));
            }
            byte[] answer = CBOR.writeValueAsBytes(Map.of());
            exchange.getResponseHeaders().add("Content-Type", "application/cbor");
            exchange.getResponseHeaders().add("Smithy-Protocol", "rpc-v2-cbor");
            exchange.sendResponseHeaders(refuses ? 503 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        properties.keySet().forEach(System::clearProperty);
        server.stop(0);
    }
}
