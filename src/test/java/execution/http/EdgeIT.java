package execution.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.http.Wire.Answer;
import execution.model.ExecutionKey;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import system.RunningService;
import system.SharedPlatform;

/** What requests get that reach no route. */
class EdgeIT {

    private static final String SECRET_WORD = "sesame-of-the-test";

    private static RunningService service;
    private static String tenant;
    private static ExecutionKey key;

    @BeforeAll
    static void start() {
        service = RunningService.start(SharedPlatform.get(), Map.of("execution.allocation.default-slots", "0"));
        tenant = SharedPlatform.newTenant();
        key = service.trigger(tenant, RunningService.event("instant"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Answer send(String line, String... headers) throws IOException {
        return sendWithBody(line, "", headers);
    }

    private static Answer sendWithBody(String line, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(line.replace("KEY", RunningService.path(key)))
                .append(" HTTP/1.1\r\nHost: service\r\nAuthorization: Bearer ")
                .append(SharedPlatform.get().tokens().token(tenant))
                .append("\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return raw(request + "\r\n" + body);
    }

    private static Answer raw(String request) throws IOException {
        try (Wire wire = new Wire(service.port())) {
            return wire.send(request);
        }
    }

    private static void assertProblem(Answer answer, int status) throws IOException {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.type()).as("%s", answer).isEqualTo("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("detail").asText()).isNotBlank();
        assertThat(answer.toString())
                .as("nothing of the request goes back")
                .doesNotContain(SECRET_WORD)
                .doesNotContain("Bearer ey");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/error",
                "/executionsx",
                "/executions/",
                "/Executions",
                "//executions",
                "/executions;a=b",
                "/executions/..",
                "/x/../executions",
                "/./executions",
                "/%65xecutions",
                "/executions/%252e",
                "/favicon.ico",
                "/actuator",
                "/actuator/prometheus",
                "/actuator/health/",
                "/actuator/health/db",
                "KEY/",
                "KEY/Cancel",
                "KEY/cancel/",
                "KEY/input/",
                "KEY/Input",
                "KEY//input",
                "KEY/input;x",
                "KEY/x/../input",
                "KEY/%69nput",
                "KEY/input%20",
            })
    void shouldKnowAPathInOneSpellingAlone(String path) throws IOException {
        for (String method : new String[] {"GET", "POST", "PATCH"}) {
            assertProblem(send(method + " " + path + "?" + SECRET_WORD, "X-Script: " + SECRET_WORD), 404);
        }
    }

    /** The server itself refuses them: another server behind it might take them for a separator or an end. */
    @ParameterizedTest
    @ValueSource(strings = {"/executions%2f", "/executions%00", "KEY%2finput", "KEY%5cinput"})
    void shouldRefuseSeparatorsThatAreEncoded(String path) throws IOException {
        assertProblem(send("GET " + path + "?" + SECRET_WORD), 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE   | /executions         | GET, POST",
                "PUT      | /executions         | GET, POST",
                "OPTIONS  | /executions         | GET, POST",
                "PROPFIND | /executions         | GET, POST",
                "get      | /executions         | GET, POST",
                "POST     | /openapi.yaml       | GET",
                "POST     | /actuator/health    | GET",
                "DELETE   | KEY                 | GET, PATCH",
                "GET      | KEY/cancel          | POST",
                "POST     | KEY/input           | GET",
            })
    void shouldSayWhichMethodsAPathHasAndRepeatNothing(String method, String path, String allow) throws IOException {
        Answer answer = sendWithBody(
                method + " " + path,
                "{\"script\":\"" + SECRET_WORD + "\"}",
                "X-Script: " + SECRET_WORD,
                "Content-Type: application/json");

        assertProblem(answer, 405);
        assertThat(answer.headers().get("allow")).isEqualTo(allow);
    }

    @Test
    void shouldReportWhatTheServerRefusesAsAProblem() throws IOException {
        String host = " HTTP/1.1\r\nHost: service\r\n";
        assertProblem(raw("GET /executions?a=<" + SECRET_WORD + ">" + host + "\r\n"), 400);
        assertProblem(raw("GET /" + SECRET_WORD + "\u0001" + host + "\r\n"), 400);
        assertProblem(raw("GET /executions HTTP/1.1\r\n\r\n"), 400);
        assertProblem(raw("GET /executions" + host + "X: " + "y".repeat(20_000) + "\r\n\r\n"), 400);
        assertProblem(raw("GET /executions" + host + SECRET_WORD + "\r\n\r\n"), 400);
        assertProblem(raw("POST /executions" + host + "Content-Length: -1\r\n\r\n"), 400);
        assertProblem(raw("POST /executions" + host + "Content-Length: " + SECRET_WORD + "\r\n\r\n"), 400);
        assertProblem(raw("TRACE /executions" + host + "X: " + SECRET_WORD + "\r\n\r\n"), 405);
        assertProblem(raw("POST /executions" + host + "Expect: " + SECRET_WORD + "\r\n\r\n"), 417);
        assertProblem(raw("POST /executions" + host + "Transfer-Encoding: " + SECRET_WORD + "\r\n\r\n"), 501);
        assertProblem(raw("GET /executions HTTP/9.9\r\nHost: service\r\n\r\n"), 505);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: text/html",
                "Content-Type: application/json; charset=utf-16",
                "Content-Type: application/json; charset=no-such",
                "Content-Type: application",
                "Content-Encoding: gzip",
            })
    void shouldTakeJsonAlone(String header) throws IOException {
        assertProblem(sendWithBody("POST /executions", "a=" + SECRET_WORD, header, "Accept: text/html"), 415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00=a", "a%09=1", "limit=%zz", "limit=1&%ff%0a=1"})
    void shouldRefuseAQueryThatCannotBeRead(String query) throws IOException {
        assertProblem(send("GET /executions?" + query), 400);
    }

    @Test
    void shouldRefuseHeadersWithControlCharactersAndBodiesThatAreNoText() throws IOException {
        assertProblem(send("GET /executions", "X-Control: \u0085"), 400);
        assertProblem(sendWithBody("POST /executions", "{\"a\":\"\u00ff\"}", "Content-Type: application/json"), 400);
    }

    /** Asked for in a thread of a route, after the request's own thread has gone. */
    @Test
    void shouldReportWhatTheServerRefusesWhileARouteRuns() throws Exception {
        CamelContext camel = service.bean(CamelContext.class);
        camel.getRouteController().suspendRoute("api");
        try {
            assertProblem(send("GET /executions"), 503);
        } finally {
            camel.getRouteController().resumeRoute("api");
        }
    }

    @Test
    void shouldAnswerABrowserWithAProblemAsWell() throws IOException {
        assertProblem(send("GET /nothing", "Accept: text/html"), 404);
        assertProblem(raw("GET /executions HTTP/1.1\r\nHost: service\r\nAccept: text/html\r\n\r\n"), 401);
    }

    @Test
    void shouldGiveTheContractWithoutTheRequestsHeaders() throws IOException {
        Answer contract = send("GET /openapi.yaml", "X-Script: " + SECRET_WORD);

        assertThat(contract.status()).isEqualTo(200);
        assertThat(contract.type()).isEqualTo("application/yaml");
        assertThat(contract.body()).startsWith("openapi: ");
        assertThat(contract.headers().toString()).doesNotContain(SECRET_WORD).doesNotContain("Bearer");
    }

    @Test
    void shouldTellABalancerWhetherItIsUpAndNothingElse() throws IOException {
        assertThat(send("GET /actuator/health/liveness").status()).isEqualTo(200);
        assertThat(raw("GET /actuator/health/liveness HTTP/1.1\r\nHost: service\r\nAuthorization: Bearer x\r\n\r\n")
                        .status())
                .as("with a token that is none")
                .isEqualTo(200);
        for (String path : new String[] {"", "/liveness", "/readiness"}) {
            assertThat(send("GET /actuator/health" + path + "?show=details").body())
                    .isIn("{\"status\":\"UP\"}", "{\"status\":\"DOWN\"}");
        }
    }

    @Test
    void shouldShowMetricsAndWhatHealthIsMadeOfOnTheManagementPort() {
        assertThat(service.management("/actuator/health")
                        .body()
                        .at("/components/publication/status")
                        .asText())
                .isEqualTo("UP");
    }

    @Test
    void shouldAskForTlsWhereARequestCameByTls() throws IOException {
        String secure = "X-Forwarded-Proto: https";
        String name = "strict-transport-security";

        assertThat(send("GET /executions", secure).headers()).containsKey(name);
        assertThat(send("GET /nothing", secure).headers()).containsKey(name);
        assertThat(send("GET /executions").headers()).doesNotContainKey(name);
        assertThat(send("GET /nothing").headers()).doesNotContainKey(name);
    }
}
