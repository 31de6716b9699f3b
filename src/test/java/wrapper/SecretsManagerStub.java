package wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Secrets Manager as the AWS SDK sees it. */
final class SecretsManagerStub implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServiceStub server = new ServiceStub();

    SecretsManagerStub() throws IOException {}

    /** Gives a secret to the next who asks for any; the last one given is repeated. */
    SecretsManagerStub secret(String value) {
        String body = JSON.createObjectNode().put("SecretString", value).toString();
        server.answer("POST", "/", 200, body, "Content-Type", "application/x-amz-json-1.1");
        return this;
    }

    /** Lets the next who asks for a secret wait until the latch is released. */
    SecretsManagerStub holdSecret(CountDownLatch release) {
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
    SecretsManagerStub refuseSecret(String code) {
        String body = "{\"__type\":\"%s\",\"message\":\"quotes s3cret things\"}".formatted(code);
        server.answer("POST", "/", 400, body, "Content-Type", "application/x-amz-json-1.1");
        return this;
    }

    /** Gives the names of the secrets that were asked for. */
    List<String> secretsAsked() {
        return server.requests().stream()
                .filter(request ->
                        "secretsmanager.GetSecretValue".equals(request.headers().getFirst("X-Amz-Target")))
                .map(request -> read(request.body()).path("SecretId").textValue())
                .toList();
    }

    /** Gives the environment of a process that is to call this. */
    Map<String, String> environment() {
        return AwsEnvironment.of(server.url(""));
    }

    @Override
    public void close() {
        server.close();
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(body, UTF_8), e);
        }
    }
}
