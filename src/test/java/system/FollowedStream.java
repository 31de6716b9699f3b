package system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A client that follows a log, and keeps what it is told. */
public final class FollowedStream implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<InputStream> response;
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private final Map<String, Long> received = new ConcurrentHashMap<>();
    private volatile JsonNode end;
    private volatile String lastId;
    private volatile boolean over;

    private FollowedStream(HttpResponse<InputStream> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "followed-stream");
        reader.setDaemon(true);
        reader.start();
    }

    /** Begins to follow; {@code lastEventId} may be null. */
    public static FollowedStream open(int port, String token, String path, String lastEventId) {
        HttpRequest.Builder request = request(port, token, path).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new FollowedStream(send(request, HttpResponse.BodyHandlers.ofInputStream()));
    }

    /** Gets an answer of a type. */
    static HttpResponse<String> get(int port, String token, String path, String accept) {
        return send(request(port, token, path).header("Accept", accept), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String token, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token);
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return HTTP.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String event = "";
            String id = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                    lastId = id;
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    take(event, id, MAPPER.readTree(line.substring(6)));
                } else if (line.isEmpty()) {
                    event = "";
                    id = null;
                }
            }
        } catch (JsonProcessingException e) {
            texts.add("not JSON: " + e.getMessage());
        } catch (IOException e) {
            // The stream was closed.
        } finally {
            over = true;
        }
    }

    private void take(String event, String id, JsonNode data) {
        if (event.equals("end")) {
            end = data;
        } else if (event.isEmpty()) {
            if (id != null) {
                ids.put(data.get("text").asText(), id);
            }
            received.putIfAbsent(data.get("text").asText(), System.nanoTime());
            texts.add(data.get("text").asText());
        }
    }

    public int status() {
        return response.statusCode();
    }

    /** Gives the lines so far. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /** Waits for a line. */
    public void await(String text) {
        waiting(text).until(() -> texts.contains(text));
    }

    private static ConditionFactory waiting(String what) {
        return Awaitility.await("followed: " + what.substring(0, Math.min(100, what.length())))
                .pollInterval(Duration.ofMillis(20))
                .atMost(RunningService.LONGEST_WAIT);
    }

    /** Waits until the service has said that it is the end and has ended the answer, and gives all lines. */
    public List<String> awaitEnd() {
        waiting("the end").until(() -> end != null && over);
        return texts();
    }

    public JsonNode end() {
        return end;
    }

    /** Gives the id of the event of a line. */
    public String idOf(String text) {
        return ids.get(text);
    }

    /** Gives the monotonic time in nanoseconds at which a line came. */
    public long receivedAt(String text) {
        return received.get(text);
    }

    public String lastId() {
        return lastId;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
