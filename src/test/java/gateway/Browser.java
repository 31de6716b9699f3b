package gateway;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import local.LocalTokens;
import system.RunningService;
import system.SharedPlatform;

/** Asks for pages by HTTP, as somebody who has signed in. */
public final class Browser {

    /** The password of each of {@link #USERS}. */
    public static final String PASSWORD = "right password";

    private static final String HASH = "$2a$10$5LWCcY44ZjTAjJuF2Po0IeVdyFrJaET6NbGw4VU03J7aMgo28.eve";

    /** Settings with a viewer vera, an operator otto and an admin anna. */
    public static final Map<String, String> USERS = Map.of(
            "execution.gateway.viewers.vera", HASH,
            "execution.gateway.operators.otto", HASH,
            "execution.gateway.admins.anna", HASH);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Pattern TOKEN = Pattern.compile("X-CSRF-TOKEN&#34;:&#34;([^&]+)&#34;");

    private final String base;
    private final String authorization;

    private Browser(String base, String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    public static Browser of(RunningService service, String name) {
        return of(service, name, PASSWORD);
    }

    public static Browser of(RunningService service, String name, String password) {
        String pair = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return with(service, "Basic " + pair);
    }

    /** @param authorization the whole header; null for none */
    public static Browser with(RunningService service, String authorization) {
        return new Browser("http://127.0.0.1:" + service.port(), authorization);
    }

    /** Gives a user who brings a token of the issuer for a tenant. */
    public static Browser bearer(RunningService service, String tenant, String role) {
        Instant now = Instant.now();
        String token = SharedPlatform.get()
                .tokens()
                .sign(new JWTClaimsSet.Builder()
                        .issuer(LocalTokens.ISSUER)
                        .audience(LocalTokens.AUDIENCE)
                        .subject("somebody")
                        .claim(LocalTokens.TENANT_CLAIM, tenant)
                        .claim("gateway_role", role)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(1, ChronoUnit.HOURS)))
                        .build());
        return with(service, "Bearer " + token);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    /** Sends a form with the token of the page that it is on. */
    public HttpResponse<String> submit(String page, String path, Map<String, String> fields) {
        Matcher token = TOKEN.matcher(get(page).body());
        if (!token.find()) {
            throw new AssertionError("the page has no token");
        }
        return post(path, fields, "X-CSRF-TOKEN", token.group(1));
    }

    public HttpResponse<String> post(String path, Map<String, String> fields, String... headers) {
        String form = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Reads the events of a page that changes by itself. */
    public Events follow(String path) {
        try {
            HttpResponse<InputStream> answer =
                    HTTP.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new AssertionError("status " + answer.statusCode() + " of " + path);
            }
            return new Events(
                    answer.body(), new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a page is told while somebody looks at it. */
    public record Events(InputStream body, BufferedReader lines) implements AutoCloseable {

        /** Waits for the next line that begins with a text. */
        public String next(String beginning) {
            return await(line -> line.startsWith(beginning));
        }

        /** Waits for the next line that has a text in it. */
        public String until(String text) {
            return await(line -> line.contains(text));
        }

        private String await(Predicate<String> wanted) {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (wanted.test(line)) {
                        return line;
                    }
                }
                throw new AssertionError("the events have ended");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(3));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
