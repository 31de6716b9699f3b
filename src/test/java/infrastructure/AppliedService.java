package infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import local.LocalTokens;
import waiting.LongestWait;

/**
 * The packaged service as a process of its own, with the environment that the applied task definition gives it. Beside
 * that it gets the addresses of what stands in for AWS, ports of this machine, keys, and short times between sweeps.
 */
final class AppliedService implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final Path log;
    private final URI address;
    private final String token;

    private AppliedService(Process process, Path log, URI address, String token) {
        this.process = process;
        this.log = log;
        this.address = address;
        this.token = token;
    }

    /**
     * An answer of the service.
     *
     * @param body the JSON of the answer
     */
    record Answer(int status, JsonNode body) {}

    /**
     * Starts the service and waits until it is ready.
     *
     * @param jar the packaged service
     * @param folder where its log and its keys are put
     * @param tasks the folder of task files; null if the environment names one of this machine or none
     * @param tenant whose token is used for all requests
     */
    static AppliedService start(AppliedInfrastructure applied, Path jar, Path folder, Path tasks, String tenant)
            throws Exception {
        LocalTokens tokens = LocalTokens.in(Files.createDirectories(folder.resolve("keys")));
        URI address = URI.create("http://127.0.0.1:" + AwsEndpoint.freePort());
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@src/main/jvm/service.options",
                "-jar",
                jar.toString());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "LANG", "LC_ALL"));
        environment.putAll(applied.environment());
        putPlace(environment, applied.endpoint(), address, tokens);
        if (tasks != null) {
            environment.put("EXECUTION_TASKSDIR", tasks.toString());
        }
        Path log = folder.resolve("service.log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        AppliedService service = new AppliedService(process, log, address, token(applied, tokens, tenant));
        try {
            await("the service, see " + log)
                    .atMost(LongestWait.LONGEST_WAIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(service::isReady);
        } catch (RuntimeException | Error e) {
            service.close();
            throw new AssertionError(Files.readString(log), e);
        }
        return service;
    }

    /** Sets what is another here than in a task on Fargate. */
    private static void putPlace(Map<String, String> environment, URI endpoint, URI address, LocalTokens tokens) {
        for (String service : List.of("DYNAMODB", "SQS", "S3", "ECS", "LAMBDA", "LOGS", "SNS")) {
            environment.put("EXECUTION_AWS_ENDPOINTS_" + service, endpoint.toString());
        }
        environment.put("EXECUTION_AWS_ACCESSKEY", AppliedInfrastructure.KEY);
        environment.put("EXECUTION_AWS_SECRETKEY", AppliedInfrastructure.KEY);
        environment.put("SERVER_PORT", Integer.toString(address.getPort()));
        environment.put("MANAGEMENT_SERVER_PORT", "0");
        // Nobody listens there: the service keeps what it could not publish, and must do all else without it.
        environment.put("EXECUTION_KAFKA_BROKERS", "127.0.0.1:9");
        environment.put("EXECUTION_KAFKA_SECURITYPROTOCOL", "PLAINTEXT");
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        environment.put("EXECUTION_SECURITY_CALLBACK_KEY", Base64.getEncoder().encodeToString(key));
        environment.put("EXECUTION_SECURITY_CALLBACK_BASEURL", address.toString());
        environment.remove("EXECUTION_SECURITY_USER_JWKSETURI");
        environment.put("EXECUTION_SECURITY_USER_PUBLICKEY", "file:" + tokens.publicKeyFile());
        // The emulator sends no events of tasks, so the end of a task is found by asking.
        environment.put("EXECUTION_SWEEP_PERIOD", "1s");
        environment.put("EXECUTION_SWEEP_LAUNCH", "2s");
        environment.put("EXECUTION_SWEEP_TASK", "1s");
        environment.put("EXECUTION_SWEEP_STOP", "2s");
        environment.put("EXECUTION_ECS_LISTEDWITHIN", "2s");
    }

    private static String token(AppliedInfrastructure applied, LocalTokens tokens, String tenant) {
        Instant now = Instant.now();
        return tokens.sign(new JWTClaimsSet.Builder()
                .issuer(applied.setting("execution.security.user.issuer").orElseThrow())
                .audience(applied.setting("execution.security.user.audience").orElseThrow())
                .subject("user@" + tenant)
                .claim(applied.setting("execution.security.user.tenant-claim").orElseThrow(), tenant)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofHours(12))))
                .build());
    }

    private boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new AssertionError("the service has ended with " + process.exitValue());
        }
        return send(request("/actuator/health/readiness").GET()).statusCode() == 200;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return answer(request(path).GET());
    }

    Answer post(String path, Map<String, Object> body) throws IOException, InterruptedException {
        return answer(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(LongestWait.LONGEST_WAIT)
                .header("Authorization", "Bearer " + token);
    }

    private static Answer answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request);
        return new Answer(response.statusCode(), MAPPER.readTree(response.body()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Ends the service by SIGTERM, as ECS does, and gives its exit code. */
    int end() throws InterruptedException {
        process.destroy();
        await("the end of the service").atMost(LongestWait.LONGEST_WAIT).until(() -> !process.isAlive());
        assertThat(process.isAlive()).isFalse();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
