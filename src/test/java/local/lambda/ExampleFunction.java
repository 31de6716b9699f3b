package local.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/**
 * A function that counts the words of the request's {@code text}, as a process for {@link ProcessHandler}. It does what
 * the operator guide asks of a function. The request's {@code ends} says how: {@code reporting} (also if left out),
 * {@code answering} without a report of its end, {@code failing}, or {@code crashing}.
 */
public final class ExampleFunction {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int CONFLICT = 409;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final JsonNode event;
    private final String invocation;

    private ExampleFunction(JsonNode event, String requestId) {
        this.event = event;
        this.invocation = requestId + "/" + UUID.randomUUID();
    }

    /** Gives the command that runs it on this JVM's class path. */
    public static String[] command() {
        return new String[] {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            absolute(System.getProperty("java.class.path")),
            ExampleFunction.class.getName()
        };
    }

    private static String absolute(String classPath) {
        StringBuilder absolute = new StringBuilder();
        for (String part : classPath.split(File.pathSeparator)) {
            absolute.append(Path.of(part).toAbsolutePath()).append(File.pathSeparator);
        }
        return absolute.toString();
    }

    public static void main(String[] arguments) throws Exception {
        ExampleFunction function = new ExampleFunction(MAPPER.readTree(System.in), System.getenv("AWS_REQUEST_ID"));
        ObjectNode answer = function.run();
        System.err.println("the words are counted");
        System.out.println(answer);
    }

    /** Does the same in this JVM, which takes less time than a process. */
    public static Function.Answer handle(String event, String requestId) {
        try {
            return Function.Answer.of(
                    new ExampleFunction(MAPPER.readTree(event), requestId).run().toString());
        } catch (Exception e) {
            return Function.Answer.error(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode run() throws Exception {
        ObjectNode answer = MAPPER.createObjectNode();
        if (report("running", null) == CONFLICT) {
            return answer.put("repeated", true);
        }
        String ends = event.at("/request/ends").asText("reporting");
        if (ends.equals("crashing")) {
            throw new IllegalStateException("told to crash");
        }
        if (ends.equals("failing")) {
            report("failed", 3);
            return answer.put("invocation_id", invocation).put("exit_code", 3);
        }
        int words = event.at("/request/text").asText().strip().split("\\s+").length;
        upload("word-count.json", "{\"words\":" + words + "}");
        if (ends.equals("reporting")) {
            report("completed", 0);
        }
        return answer.put("invocation_id", invocation).put("exit_code", 0);
    }

    private int report(String status, Integer exitCode) throws Exception {
        ObjectNode report = MAPPER.createObjectNode();
        report.put("status", status).put("exit_code", exitCode).put("invocation_id", invocation);
        return call("PATCH", "", report).statusCode();
    }

    private void upload(String name, String content) throws Exception {
        byte[] packed = packed(name, content.getBytes(StandardCharsets.UTF_8));
        ObjectNode file =
                MAPPER.createObjectNode().put("file_name", name + ".tar.gz").put("size", packed.length);
        JsonNode place = MAPPER.readTree(call("POST", "/results", file).body());
        HttpRequest.Builder put = HttpRequest.newBuilder(
                        URI.create(place.get("url").asText()))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(packed));
        for (Map.Entry<String, JsonNode> header : place.get("headers").properties()) {
            put.header(header.getKey(), header.getValue().asText());
        }
        int status =
                HTTP.send(put.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IllegalStateException("the results are not taken: " + status);
        }
    }

    private static byte[] packed(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream archive = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            archive.putArchiveEntry(entry);
            archive.write(content);
            archive.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    /** Asks until the service answers. */
    private HttpResponse<String> call(String method, String path, ObjectNode body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(event.get("callback_url").asText() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + event.get("callback_token").asText())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        for (int tries = 1; ; tries++) {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() < 500 && answer.statusCode() != 429 || tries == 10) {
                return answer;
            }
            Thread.sleep(200);
        }
    }
}
