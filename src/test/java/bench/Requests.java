package bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import local.LocalPlatform;

/** Calls of the service's HTTP interface by users of several tenants. */
final class Requests {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String ASSET = "81282625-8050-4305-8655-4f8fbc357921";

    private final URI service;
    private final URI management;
    private final Map<String, String> tokens;

    Requests(MeasuredService service, Map<String, String> tokens) {
        this.service = service.url();
        this.management = service.management();
        this.tokens = tokens;
    }

    /** Tenants with an asset each, and a token for each. */
    static Map<String, String> tenants(LocalPlatform platform, int count) {
        var tokens = new HashMap<String, String>();
        for (var tenant : names(count)) {
            platform.putAsset(tenant, ASSET, "service-of-" + tenant);
            tokens.put(tenant, platform.tokens().token(tenant));
        }
        return tokens;
    }

    static List<String> names(int tenants) {
        return IntStream.range(0, tenants)
                .mapToObj(number -> "tenant-%03d".formatted(number))
                .toList();
    }

    static boolean isReady(URI management) throws InterruptedException {
        var probe = HttpRequest.newBuilder(management.resolve("/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Posts an event and waits for 202. */
    void post(Event event) throws IOException, InterruptedException {
        check(event, HTTP.send(request(event), HttpResponse.BodyHandlers.ofString()));
    }

    CompletableFuture<Void> postAsync(Event event) {
        return HTTP.sendAsync(request(event), HttpResponse.BodyHandlers.ofString())
                .thenAccept(answer -> check(event, answer));
    }

    String get(String tenant, String path) throws IOException, InterruptedException {
        return get(tenant, service.resolve(path));
    }

    private String get(String tenant, URI url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + tokens.get(tenant))
                .timeout(TIMEOUT)
                .build();
        var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(url + " was answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** The value of a counter of the service. */
    double counter(String name) throws IOException, InterruptedException {
        return get(tokens.keySet().iterator().next(), management.resolve("/actuator/prometheus"))
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpRequest request(Event event) {
        return HttpRequest.newBuilder(service.resolve("/executions"))
                .header("Authorization", "Bearer " + tokens.get(event.tenant()))
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(event.json(ASSET)))
                .build();
    }

    private static void check(Event event, HttpResponse<String> answer) {
        if (answer.statusCode() != 202) {
            throw new IllegalStateException(
                    "the event " + event + " was answered " + answer.statusCode() + " " + answer.body());
        }
    }
}
