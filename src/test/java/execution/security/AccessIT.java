package execution.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.parts.PartBlock;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import local.LocalTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import system.RunningService;
import system.SharedPlatform;

class AccessIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String REPORT = "{\"status\":\"running\"}";

    private static RunningService service;

    private ExecutionKey key;
    private String callbackToken;

    @BeforeAll
    static void start() throws IOException {
        // Nothing but the tests moves an execution here. The key is a reference, as the operator guide says.
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local-secret");
        try (CallbackKeySecret secretsManager = CallbackKeySecret.start()) {
            service = RunningService.start(
                    SharedPlatform.get(),
                    Map.of(
                            "execution.security.callback.key", CallbackKeySecret.REFERENCE,
                            "camel.vault.aws.region", "eu-west-1",
                            "camel.vault.aws.default-credentials-provider", "true",
                            "camel.vault.aws.override-endpoint", "true",
                            "camel.vault.aws.uri-endpoint-override", secretsManager.endpoint(),
                            "execution.allocation.default-slots", "0",
                            "execution.wake-up.from", "none",
                            "execution.wake-up.own", "false",
                            "execution.sweep.first", "1h"));
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** An execution in its first attempt of which no runner knows, so that only callbacks move it. */
    @BeforeEach
    void allocate() {
        key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));
        limitSlots("ecs");
        Executions executions = service.bean(Executions.class);
        Execution allocated = executions.allocate(executions.find(key).orElseThrow(), Samples.launch());
        callbackToken = service.bean(CallbackTokens.class).tokenFor(allocated);
    }

    private void limitSlots(String runner) {
        SharedPlatform.get().dynamoDb().updateItem(update -> update.tableName("executions")
                .key(Map.of(
                        "PK", AttributeValue.fromS("TENANT#" + key.tenantId()),
                        "SK", AttributeValue.fromS("SLOTS#" + runner)))
                .updateExpression("SET slot_limit = :one")
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
    }

    private static int send(String method, String path, String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String userToken(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(LocalTokens.ISSUER)
                .audience(LocalTokens.AUDIENCE)
                .subject("someone")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim(LocalTokens.TENANT_CLAIM, "demo");
        change.accept(claims);
        return SharedPlatform.get().tokens().sign(claims.build());
    }

    @Test
    void shouldAskForAToken() {
        assertThat(send("GET", "/executions", null, null)).isEqualTo(401);
        assertThat(send("PATCH", RunningService.path(key), null, REPORT)).isEqualTo(401);
    }

    @Test
    void shouldLetEverybodySeeHealthAndContract() {
        assertThat(send("GET", "/actuator/health", null, null)).isEqualTo(200);
        assertThat(send("GET", "/openapi.yaml", null, null)).isEqualTo(200);
    }

    @Test
    void shouldRefuseAUserTokenThatIsNotMeantForUs() {
        assertThat(send("GET", "/executions", userToken(claims -> {}), null)).isEqualTo(200);
        assertThat(send("GET", "/executions", userToken(claims -> claims.issuer("http://other")), null))
                .isEqualTo(401);
        assertThat(send("GET", "/executions", userToken(claims -> claims.audience("other")), null))
                .isEqualTo(401);
        assertThat(send("GET", "/executions", userToken(claims -> claims.expirationTime(new Date(0))), null))
                .isEqualTo(401);
        assertThat(send("GET", "/executions", userToken(claims -> claims.expirationTime(null)), null))
                .as("a token that would be good for ever")
                .isEqualTo(401);
        assertThat(send("GET", "/executions", userToken(claims -> claims.claim(LocalTokens.TENANT_CLAIM, null)), null))
                .isEqualTo(401);
        assertThat(send(
                        "GET",
                        "/executions",
                        userToken(claims -> claims.claim(LocalTokens.TENANT_CLAIM, "demo#STATUS#failed")),
                        null))
                .as("a tenant whose name would change the key of an index")
                .isEqualTo(401);
    }

    @Test
    void shouldRefuseEachKindOfTokenWhereTheOtherBelongs() {
        String user = SharedPlatform.get().tokens().token(key.tenantId());

        assertThat(send("PATCH", RunningService.path(key), user, REPORT)).isEqualTo(401);
        assertThat(send("POST", RunningService.path(key) + "/results", user, "{}"))
                .isEqualTo(401);
        assertThat(send("GET", "/executions", callbackToken, null)).isEqualTo(401);
        assertThat(send("POST", RunningService.path(key) + "/cancel", callbackToken, null))
                .isEqualTo(401);
        assertThat(service.status(key)).isEqualTo("allocated");
    }

    /** The router takes these paths for the callbacks'; a comparison of paths may not. */
    @Test
    void shouldTakeNoUserTokenAtTheCallbacksHoweverThePathIsSpelt() {
        String user = userToken(claims -> claims.claim(LocalTokens.TENANT_CLAIM, key.tenantId())
                .claim(CallbackTokens.JIT_EVENT, key.jitEventId())
                .claim(CallbackTokens.EXECUTION, key.executionId())
                .claim(CallbackTokens.ATTEMPT, 1));
        String results = "{\"file_name\":\"a.tar.gz\",\"size\":1}";

        for (String path : new String[] {"/results/", "/Results", "//results", "/RESULTS/"}) {
            assertThat(send("POST", RunningService.path(key) + path, user, results))
                    .as(path)
                    .isEqualTo(404);
        }
        for (String path : new String[] {"/", "//"}) {
            assertThat(send("PATCH", RunningService.path(key) + path, user, REPORT))
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(send("PATCH", RunningService.path(key).replace("executions", "Executions"), user, REPORT))
                .isEqualTo(404);
        assertThat(service.status(key)).isEqualTo("allocated");
    }

    @Test
    void shouldLetATaskReportOnItsOwnExecutionOnly() {
        ExecutionKey other = service.trigger(key.tenantId(), RunningService.event("instant"));

        assertThat(send("PATCH", RunningService.path(other), callbackToken, REPORT))
                .isEqualTo(403);
        assertThat(send("PATCH", "/executions/" + UUID.randomUUID() + "/" + key.executionId(), callbackToken, REPORT))
                .isEqualTo(403);
        assertThat(send("PATCH", RunningService.path(key), callbackToken, REPORT))
                .isEqualTo(200);
        assertThat(service.history(key)).containsExactly("pending", "allocated", "dispatched", "running");
    }

    @Test
    void shouldRefuseAReportOfAnAttemptThatIsOver() {
        service.bean(Executions.class)
                .update(
                        key,
                        row -> row.nextAttempt("refused", true, "another", null, Timestamps.now(Clock.systemUTC())));

        assertThat(send("PATCH", RunningService.path(key), callbackToken, REPORT))
                .isEqualTo(409);
        assertThat(send(
                        "POST",
                        RunningService.path(key) + "/results",
                        callbackToken,
                        "{\"file_name\":\"a.tar.gz\",\"size\":1}"))
                .isEqualTo(409);
        assertThat(service.status(key)).isEqualTo("allocated");
    }

    @Test
    void shouldRecordAReportedEndAndNotBelieveIt() {
        String report = "{\"status\":\"completed\",\"exit_code\":0,\"duration_seconds\":2,\"results_uploaded\":true}";

        assertThat(send("PATCH", RunningService.path(key), callbackToken, report))
                .isEqualTo(200);

        assertThat(service.execution(key).at("/report/status").asText()).isEqualTo("completed");
        assertThat(service.status(key)).as("the end is the platform's to say").isEqualTo("running");
    }

    @Test
    void shouldRefuseAReportOrAFileNameThatIsNotOfTheForm() {
        for (String wrong : new String[] {
            "",
            "[]",
            "{",
            "{\"status\":\"cancelled\"}",
            "{\"status\":\"failed\",\"exit_code\":\"0\"}",
            "{\"status\":\"running\",\"x\":1}"
        }) {
            assertThat(send("PATCH", RunningService.path(key), callbackToken, wrong))
                    .as(wrong)
                    .isEqualTo(400);
        }
        for (String name : new String[] {"../a.tar.gz", "a/b.tar.gz", "a.zip", "a\\u0000.tar.gz", ".tar.gz"}) {
            assertThat(send(
                            "POST",
                            RunningService.path(key) + "/results",
                            callbackToken,
                            "{\"file_name\":\"" + name + "\",\"size\":1}"))
                    .as(name)
                    .isEqualTo(400);
        }
        assertThat(send("GET", RunningService.path(key) + "/input", callbackToken, null))
                .as("it has no input")
                .isEqualTo(404);
        assertThat(send("GET", RunningService.path(key) + "/launch", callbackToken, null))
                .as("all of its launch was given to the platform")
                .isEqualTo(404);
    }

    @Test
    void shouldLetAWorkerExchangeThePartsOfItsOwnJobOnly() {
        String user = SharedPlatform.get().tokens().token(key.tenantId());
        ExecutionKey job = allocatedJobWithParts();
        String worker = service.bean(CallbackTokens.class)
                .tokenFor(service.bean(Executions.class).find(job).orElseThrow());
        String claim = "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"0.0\"}]}";
        String parts = RunningService.path(job) + "/parts";

        assertThat(send("POST", parts, user, claim)).isEqualTo(401);
        assertThat(send("POST", parts, callbackToken, claim)).isEqualTo(403);
        assertThat(send("POST", RunningService.path(key) + "/parts", callbackToken, claim))
                .as("it has no parts")
                .isEqualTo(404);
        assertThat(service.bean(PartitionStore.class)
                        .blocks(job, 0, 1)
                        .get(0)
                        .counts()
                        .sent())
                .isEqualTo(2);
        assertThat(send("POST", parts, worker, claim)).isEqualTo(200);
        assertThat(service.bean(PartitionStore.class)
                        .blocks(job, 0, 1)
                        .get(0)
                        .counts()
                        .running())
                .isEqualTo(2);

        String report = "{\"worker\":\"w\",\"reports\":[{\"bundle\":\"0.0\",\"parts\":[%s,%s]}]}"
                .formatted(done(0, 16_000), done(1, 16_000));
        assertThat(send("POST", parts, worker, report)).isEqualTo(200);
        assertThat(send("POST", parts, worker, report + " ".repeat(200_000))).isEqualTo(200);
        assertThat(send("POST", parts, worker, report + " ".repeat(300_000))).isEqualTo(413);
        assertThat(service.bean(PartitionStore.class)
                        .blocks(job, 0, 1)
                        .get(0)
                        .counts()
                        .done())
                .isEqualTo(2);
    }

    private static String done(int part, int bytes) {
        return "{\"part\":%d,\"try\":1,\"status\":\"done\",\"seconds\":1,\"value\":\"%s\"}"
                .formatted(part, "x".repeat(bytes));
    }

    /** A job with two parts that were sent in one bundle. */
    private ExecutionKey allocatedJobWithParts() {
        ExecutionKey job =
                new ExecutionKey(key.tenantId(), UUID.randomUUID().toString(), "0123456789abcdef0123456789abcdef");
        Executions executions = service.bean(Executions.class);
        Execution pending = Execution.create(job, Samples.partitioned(2), "hash", Timestamps.now(Clock.systemUTC()));
        executions.create(pending);
        limitSlots("partitions");
        executions.allocate(pending, Samples.launch());
        PartitionStore store = service.bean(PartitionStore.class);
        store.putBlocks(job, List.of(PartBlock.waiting(0, 0, 2)));
        store.changeBlock(
                job, 0, block -> block.sent(List.of(0, 1), Clock.systemUTC().instant()));
        return job;
    }

    @Test
    void shouldMakeTheSameTokenAgainFromTheSameRow() {
        Execution row = service.bean(Executions.class).find(key).orElseThrow();

        assertThat(service.bean(CallbackTokens.class).tokenFor(row)).isEqualTo(callbackToken);
    }
}
