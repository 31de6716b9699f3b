package local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GetLogEvents and FilterLogEvents of CloudWatch Logs as the SDK speaks them. It has the logs that the local ECS writes
 * into files, as the log driver awslogs would name them, and those that a test or the local Lambda puts.
 */
public final class LocalLogs implements AutoCloseable {

    /** What the groups of the local ECS begin with; the rest is the family of the task definition. */
    public static final String GROUPS = "/ecs/";

    private static final String TARGET = "Logs_20140328.";
    private static final Pattern STREAM = Pattern.compile("ecs/([A-Za-z0-9_-]+)/([A-Za-z0-9-]+)");
    private static final Pattern TOKEN = Pattern.compile("([fb])/([0-9]{56})/s");
    private static final int SEARCHED = 10;
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final int BYTES_BESIDE = 26;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path directory;
    private final Set<String> groups = new HashSet<>();
    private final Map<String, List<Event>> streams = new HashMap<>();
    private final Map<Path, Read> files = new HashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Refusal always;

    private record Event(long at, String text) {}

    /** How much of a file became events. */
    private static final class Read {
        private long bytes;
        private final List<Event> events = new ArrayList<>();
    }

    private static final class Refusal extends RuntimeException {
        private final int status;
        private final String type;

        private Refusal(int status, String type, String message) {
            super(message);
            this.status = status;
            this.type = type;
        }
    }

    private LocalLogs(int port, Path directory) throws IOException {
        this.directory = directory;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * Starts it.
     *
     * @param port 0 for a free one
     * @param directory where the local ECS writes logs; null if there is none
     */
    public static LocalLogs start(int port, Path directory) throws IOException {
        return new LocalLogs(port, directory);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Puts a line; the group and the stream are made where they are missing. */
    public synchronized void put(String group, String stream, Instant at, String text) {
        groups.add(group);
        streams.computeIfAbsent(group + "\n" + stream, key -> new ArrayList<>())
                .add(new Event(at.toEpochMilli(), text));
    }

    /** Deletes a stream with all that is in it, as an operator may. */
    public synchronized void delete(String group, String stream) {
        streams.remove(group + "\n" + stream);
    }

    /** Answers every call with an error from now on. */
    public void refuse(int status, String type) {
        always = new Refusal(status, type, "told so by a test");
    }

    /** Answers again. */
    public void repair() {
        always = null;
    }

    /** Gives how often it was called. */
    public int calls() {
        return calls.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            ObjectNode answer;
            try {
                calls.incrementAndGet();
                JsonNode request = MAPPER.readTree(exchange.getRequestBody());
                String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
                if (always != null) {
                    throw always;
                }
                answer = switch (target) {
                    case TARGET + "GetLogEvents" -> events(request);
                    case TARGET + "FilterLogEvents" -> filtered(request);
                    default -> throw new Refusal(400, "UnknownOperationException", target);
                };
            } catch (Refusal e) {
                status = e.status;
                answer = MAPPER.createObjectNode().put("__type", e.type).put("message", e.getMessage());
            }
            byte[] bytes = MAPPER.writeValueAsBytes(answer);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized ObjectNode events(JsonNode request) throws IOException {
        String group = request.path("logGroupName").asText();
        String stream = request.path("logStreamName").asText();
        List<Event> all = find(group, stream);
        long start = request.path("startTime").asLong(Long.MIN_VALUE);
        int limit = request.path("limit").asInt(MOST_EVENTS);
        if (limit < 1 || limit > MOST_EVENTS) {
            throw new Refusal(400, "InvalidParameterException", "limit");
        }
        Matcher token = TOKEN.matcher(request.path("nextToken").asText(""));
        boolean isFirst = !request.has("nextToken");
        if (!isFirst && !token.matches()) {
            throw new Refusal(400, "InvalidParameterException", "The specified nextToken is invalid.");
        }
        int first = 0;
        while (first < all.size() && all.get(first).at() < start) {
            first++;
        }
        boolean forward = isFirst
                ? request.path("startFromHead").asBoolean()
                : token.group(1).equals("f");
        int at = isFirst ? (forward ? first : all.size()) : Integer.parseInt(token.group(2));
        int from = forward ? Math.min(at, all.size()) : at;
        int to = from;
        int bytes = 0;
        while (to - from < limit) {
            Event next = forward ? (to < all.size() ? all.get(to) : null) : from > first ? all.get(from - 1) : null;
            if (next == null) {
                break;
            }
            bytes += next.text().getBytes(StandardCharsets.UTF_8).length + BYTES_BESIDE;
            if (bytes > MOST_BYTES && to > from) {
                break;
            }
            if (forward) {
                to++;
            } else {
                from--;
            }
        }
        ObjectNode answer = MAPPER.createObjectNode();
        var events = answer.putArray("events");
        all.subList(from, to).forEach(event -> events.addObject()
                .put("timestamp", event.at())
                .put("ingestionTime", event.at())
                .put("message", event.text()));
        return answer.put("nextForwardToken", token("f", to)).put("nextBackwardToken", token("b", from));
    }

    /** Each call searches a few events only, so that most pages have fewer events than there are, or none. */
    private synchronized ObjectNode filtered(JsonNode request) {
        String group = request.path("logGroupName").asText();
        String text = request.path("filterPattern").asText();
        if (!groups.contains(group)) {
            throw new Refusal(400, "ResourceNotFoundException", "The specified log group does not exist.");
        }
        if (!text.matches("\"[A-Za-z0-9-]+\"")) {
            throw new Refusal(400, "InvalidParameterException", "only a text in quotes is a pattern here");
        }
        String token = request.path("nextToken").asText("Filter_0");
        if (!token.matches("Filter_[0-9]{1,9}")) {
            throw new Refusal(400, "InvalidParameterException", "The specified nextToken is invalid.");
        }
        long start = request.path("startTime").asLong(Long.MIN_VALUE);
        long end = request.path("endTime").asLong(Long.MAX_VALUE);
        List<Event> all = streams.entrySet().stream()
                .filter(stream -> stream.getKey().startsWith(group + "\n"))
                .flatMap(stream -> stream.getValue().stream())
                .filter(event -> event.at() >= start && event.at() <= end)
                .sorted(Comparator.comparing(Event::at))
                .toList();
        int from = Math.min(Integer.parseInt(token.substring("Filter_".length())), all.size());
        int to = Math.min(from + SEARCHED, all.size());
        ObjectNode answer = MAPPER.createObjectNode();
        var events = answer.putArray("events");
        all.subList(from, to).stream()
                .filter(event -> event.text().contains(text.substring(1, text.length() - 1)))
                .forEach(event -> events.addObject()
                        .put("timestamp", event.at())
                        .put("ingestionTime", event.at())
                        .put("message", event.text()));
        return to < all.size() ? answer.put("nextToken", "Filter_" + to) : answer;
    }

    private static String token(String direction, int index) {
        return direction + "/" + "%056d".formatted(index) + "/s";
    }

    private List<Event> find(String group, String stream) throws IOException {
        List<Event> put = streams.get(group + "\n" + stream);
        if (put != null) {
            return put;
        }
        if (!groups.contains(group) && !group.startsWith(GROUPS)) {
            throw new Refusal(400, "ResourceNotFoundException", "The specified log group does not exist.");
        }
        return file(stream)
                .orElseThrow(() ->
                        new Refusal(400, "ResourceNotFoundException", "The specified log stream does not exist."));
    }

    /**
     * Reads the lines that were added to a container's file. A line gets the time at which the file was last written,
     * because the file does not say when each line was.
     */
    private Optional<List<Event>> file(String stream) throws IOException {
        Matcher name = STREAM.matcher(stream);
        if (directory == null || !name.matches()) {
            return Optional.empty();
        }
        Path file = directory.resolve(name.group(2) + "-" + name.group(1) + ".log");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Read read = files.computeIfAbsent(file, key -> new Read());
        byte[] all = Files.readAllBytes(file);
        int end = all.length;
        while (end > read.bytes && all[end - 1] != '\n') {
            end--;
        }
        if (end > read.bytes) {
            long at = Files.getLastModifiedTime(file).toMillis();
            new String(Arrays.copyOfRange(all, (int) read.bytes, end), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> read.events.add(new Event(at, line)));
            read.bytes = end;
        }
        return Optional.of(read.events);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
