package cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import shared.json.Json;
import shared.json.Json.MalformedJsonException;

/**
 * Calls the service. Calls that it puts off (429 and 503) are made again a few times, as all of its operations may be
 * repeated. An answer is read up to a bound, redirects are not followed, and the token is in no message.
 *
 * <p>{@link HttpURLConnection} starts in a small part of the time that {@link HttpClient} takes, but cannot send PATCH.
 */
public final class ServiceClient {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 60_000;
    private static final int MOST_BYTES = 32 << 20;
    private static final int MOST_LINE_BYTES = 4 << 20;
    private static final int TRIES = 4;
    private static final long MOST_PAUSE_SECONDS = 30;
    private static final int TOO_MANY_REQUESTS = 429;

    private final Installation installation;
    private final Pause pause;

    public ServiceClient(Installation installation, Pause pause) {
        this.installation = installation;
        this.pause = pause;
    }

    /** Takes the events of a stream. */
    public interface Events {
        /**
         * Takes one event.
         *
         * @param id may be null
         * @param name {@code message} unless the service says otherwise
         * @return whether more are wanted
         */
        boolean take(String id, String name, String data);
    }

    /** What came back, with nothing of it believed yet. */
    private record Reply(int status, byte[] body, String retryAfter) {}

    /**
     * Gets what is at a path.
     *
     * @throws ExecctlException if the service refuses, or what answers is not the service
     * @throws UnreachableException if nothing answers
     */
    public JsonNode get(String path) throws InterruptedException {
        return call("GET", path, null);
    }

    /**
     * Posts to a path.
     *
     * @param body may be null
     */
    public JsonNode post(String path, JsonNode body) throws InterruptedException {
        return call("POST", path, body);
    }

    /** Puts something at a path. */
    public JsonNode put(String path, JsonNode body) throws InterruptedException {
        return call("PUT", path, body);
    }

    /** Patches what is at a path. */
    public JsonNode patch(String path, JsonNode body) throws InterruptedException {
        return call("PATCH", path, body);
    }

    private JsonNode call(String method, String path, JsonNode body) throws InterruptedException {
        byte[] bytes = body == null ? new byte[0] : Json.bytes(body);
        for (int tries = 1; ; tries++) {
            Reply reply;
            try {
                reply = method.equals("PATCH") ? patch(path, bytes) : send(method, path, bytes);
            } catch (IOException e) {
                throw unreachable(e);
            }
            boolean isPutOff = reply.status == TOO_MANY_REQUESTS || reply.status == HttpURLConnection.HTTP_UNAVAILABLE;
            if (!isPutOff || tries == TRIES) {
                return json(reply);
            }
            pause.millis(1000 * seconds(reply.retryAfter, 1L << (tries - 1)));
        }
    }

    /**
     * Reads a stream of server-sent events until it ends or no more events are wanted.
     *
     * @param lastId where to go on, or null
     * @return whether the stream has an end of its own, which a client must not go beyond
     * @throws UnreachableException if it breaks off
     */
    public boolean follow(String path, String lastId, Events events) {
        try {
            HttpURLConnection connection = open("GET", path, "text/event-stream");
            if (lastId != null) {
                connection.setRequestProperty("Last-Event-ID", lastId);
            }
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_NO_CONTENT) {
                return true;
            }
            if (status != HttpURLConnection.HTTP_OK) {
                json(reply(connection, status));
                throw notTheService();
            }
            try (InputStream in = new BufferedInputStream(connection.getInputStream())) {
                return read(in, events);
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private boolean read(InputStream in, Events events) throws IOException {
        String id = null;
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line = line(in); line != null; line = line(in)) {
            if (line.isEmpty()) {
                if (data.length() > 0 && !events.take(id, name, data.substring(0, data.length() - 1))) {
                    return true;
                }
                name = "message";
                data.setLength(0);
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> data.append(value).append('\n');
                default -> {
                    // A comment, which says that the service is there, or a field that has no meaning here.
                }
            }
            if (data.length() > MOST_LINE_BYTES) {
                throw tooLong();
            }
        }
        return false;
    }

    private String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.write(next);
            }
            if (line.size() > MOST_LINE_BYTES) {
                throw tooLong();
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private HttpURLConnection open(String method, String path, String accept) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address(path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setUseCaches(false);
        connection.setRequestProperty("Authorization", "Bearer " + installation.token());
        connection.setRequestProperty("Accept", accept);
        return connection;
    }

    private Reply send(String method, String path, byte[] body) throws IOException {
        HttpURLConnection connection = open(method, path, "application/json");
        if (!method.equals("GET")) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            // In the streaming modes of the JDK's client what a 401 says is lost.
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        return reply(connection, connection.getResponseCode());
    }

    private Reply reply(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            return new Reply(status, bounded(in), connection.getHeaderField("Retry-After"));
        }
    }

    private Reply patch(String path, byte[] body) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(CONNECT_MILLIS))
                .build();
        HttpRequest request = HttpRequest.newBuilder(address(path))
                .timeout(Duration.ofMillis(READ_MILLIS))
                .header("Authorization", "Bearer " + installation.token())
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            return new Reply(
                    response.statusCode(),
                    bounded(in),
                    response.headers().firstValue("Retry-After").orElse(null));
        }
    }

    private URI address(String path) {
        return URI.create(installation.address() + path);
    }

    private byte[] bounded(InputStream in) throws IOException {
        if (in == null) {
            return new byte[0];
        }
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw tooLong();
        }
        return bytes;
    }

    private JsonNode json(Reply reply) {
        JsonNode body;
        try {
            body = Json.read(new String(reply.body, StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            body = Json.object();
        }
        if (reply.status >= 400) {
            throw refused(reply.status, body);
        }
        if (reply.status >= 300 || !body.isObject() || body.isEmpty()) {
            throw notTheService();
        }
        return body;
    }

    private ExecctlException refused(int status, JsonNode problem) {
        List<String> words = new ArrayList<>();
        words.add(problem.path("detail").asText(problem.path("title").asText("the service answered " + status)));
        for (JsonNode error : problem.path("errors")) {
            words.add(error.path("field").asText() + " " + error.path("problem").asText());
        }
        boolean isToken = status == HttpURLConnection.HTTP_UNAUTHORIZED || status == HttpURLConnection.HTTP_FORBIDDEN;
        if (isToken) {
            words.add("the token for " + installation + " is not good for this, or has expired");
        }
        return new ExecctlException(String.join("; ", words), isToken ? ExitCode.UNAUTHENTICATED : ExitCode.FAILED);
    }

    private ExecctlException notTheService() {
        return new ExecctlException("what answers at " + installation + " is not the execution service");
    }

    private ExecctlException tooLong() {
        return new ExecctlException("the answer of " + installation + " is too long");
    }

    private UnreachableException unreachable(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new UnreachableException(installation + " cannot be reached: " + why);
    }

    private static long seconds(String retryAfter, long otherwise) {
        try {
            return retryAfter == null
                    ? otherwise
                    : Math.max(1, Math.min(MOST_PAUSE_SECONDS, Long.parseLong(retryAfter.strip())));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
