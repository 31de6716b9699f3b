package wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** CloudWatch and Secrets Manager as the AWS SDK sees them: what it really sends is decoded. */
final class AwsStub implements AutoCloseable {
    static final String ACCESS_KEY_SECRET = "aws-s3cret-key";
    static final String SESSION_TOKEN = "aws-s3cret-session";
    private static final String PUT = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServiceStub server = new ServiceStub();

    AwsStub() throws IOException {}

    /** Takes metrics. */
    AwsStub acceptMetrics() {
        return answerMetrics(200, () -> {});
    }

    AwsStub answerMetrics(int status, Runnable before) {
        // An empty map is all of the answer.
        server.answer(
                "POST",
                PUT,
                new ServiceStub.Answer(
                        status,
                        new byte[] {(byte) 0xa0},
                        before,
                        "Smithy-Protocol",
                        "rpc-v2-cbor",
                        "Content-Type",
                        "application/cbor"));
        return this;
    }

    /** Gives a secret to the next who asks for any; the last one given is repeated. */
    AwsStub secret(String value) {
        String body = JSON.createObjectNode().put("SecretString", value).toString();
        server.answer("POST", "/", 200, body, "Content-Type", "application/x-amz-json-1.1");
        return this;
    }

    /** Lets the next who asks for a secret wait until the latch is released. */
    AwsStub holdSecret(CountDownLatch release) {
        server.answer("POST", "/", new ServiceStub.Answer(500, new byte[0], () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return this;
    }

    /** Refuses the next who asks for a secret. */
    AwsStub refuseSecret(String code) {
        String body = "{\"__type\":\"%s\",\"message\":\"quotes s3cret things\"}".formatted(code);
        server.answer("POST", "/", 400, body, "Content-Type", "application/x-amz-json-1.1");
        return this;
    }

    /** Gives the names of the secrets that were asked for. */
    List<String> secretsAsked() {
        return server.requests().stream()
                .filter(request ->
                        "secretsmanager.GetSecretValue".equals(request.headers().getFirst("X-Amz-Target")))
                .map(request -> read(JSON, request.body()).path("SecretId").textValue())
                .toList();
    }

    /** Gives each metric as {@code namespace name unit {dimensions}}, in the order they came. */
    List<String> metrics() {
        List<String> metrics = new ArrayList<>();
        for (JsonNode call : calls()) {
            for (JsonNode metric : call.path("MetricData")) {
                metrics.add("%s %s %s {%s}"
                        .formatted(
                                call.path("Namespace").textValue(),
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
    List<Double> values(String name) {
        List<Double> values = new ArrayList<>();
        for (JsonNode call : calls()) {
            for (JsonNode metric : call.path("MetricData")) {
                if (metric.path("MetricName").textValue().equals(name)) {
                    values.add(metric.path("Value").doubleValue());
                }
            }
        }
        return values;
    }

    /** Gives an environment with credentials, in which all of AWS is this. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        environment.put("AWS_SECRET_ACCESS_KEY", ACCESS_KEY_SECRET);
        environment.put("AWS_SESSION_TOKEN", SESSION_TOKEN);
        environment.put("AWS_ENDPOINT_URL", server.url(""));
        return environment;
    }

    @Override
    public void close() {
        server.close();
    }

    private List<JsonNode> calls() {
        return server.requests().stream()
                .filter(request -> request.call().equals("POST " + PUT))
                .map(request -> read(CBOR, request.body()))
                .toList();
    }

    private static JsonNode read(ObjectMapper mapper, byte[] body) {
        try {
            return mapper.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(body, UTF_8), e);
        }
    }
}
