package wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import local.Names;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets on their way to the command, which must not be seen anywhere else. */
class WrapperSecretsIT {
    private static final String SECRET = "p4ss \"quoted\" $(id) ${{env.X}}";
    // Passes if all of its arguments are the secret, and prints none of them.
    private static final String COMPARE =
            "for a in \"$@\"; do [ \"$a\" = \"$FROM_ENVIRONMENT\" ] || exit 9; done; echo same";

    @TempDir
    Path folder;

    private SecretsManagerStub aws;

    @BeforeEach
    void start() throws IOException {
        aws = new SecretsManagerStub();
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void shouldGiveSecretsToTheCommandAndShowThemNowhere() throws Exception {
        aws.secret(SECRET);
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("FROM_ENVIRONMENT", SECRET);

        WrapperJvm wrapper = WrapperJvm.start(
                folder,
                environment,
                "--verbose",
                "--cli-json",
                WrapperIT.json("sh", "-c", COMPARE, "sh", "${{secretsmanager.db/token}}", "${{env.FROM_ENVIRONMENT}}"));

        assertThat(wrapper.exitCode()).as(wrapper.stderr()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("same\nsame\n");
        assertThat(wrapper.stderr())
                .doesNotContain("p4ss", AwsEnvironment.ACCESS_KEY_SECRET, AwsEnvironment.SESSION_TOKEN);
        assertThat(aws.secretsAsked()).containsExactly("db/token");
    }

    @Test
    void shouldMaskSecretsInTheOutputThatIsKept() throws Exception {
        aws.secret("{\"user\":\"u1\",\"password\":\"first line 1\\nsecond line 2\"}");
        try (ServiceStub service = new ServiceStub()) {
            service.acceptResults().acceptOutput();
            Map<String, String> environment = new HashMap<>(aws.environment());
            environment.putAll(service.contract());

            WrapperJvm wrapper = WrapperJvm.start(
                    folder,
                    environment,
                    "--cli-json",
                    WrapperIT.json(
                            "sh",
                            "-c",
                            "echo \"with $1.\"; echo second line 2 >&2; exit 1",
                            "sh",
                            "${{secretsmanager.db;json;password}}"));

            assertThat(wrapper.exitCode()).as(wrapper.stderr()).isEqualTo(1);
            assertThat(service.bodies("PUT /bucket/output").get(0))
                    .contains("with ***.", "***\n")
                    .doesNotContain("line");
        }
    }

    @Test
    void shouldReadASecretFromAnotherImplementationOfTheService() throws Exception {
        try (Moto moto = Moto.start(folder);
                SecretsManagerClient secrets = SecretsManagerClient.builder()
                        .endpointOverride(moto.endpoint())
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .region(Names.REGION)
                        .credentialsProvider(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(Names.ACCESS_KEY, Names.SECRET_KEY)))
                        .build()) {
            secrets.createSecret(create -> create.name("team/db").secretString("{\"user\":\"u1\",\"port\":5432}"));

            WrapperJvm wrapper = WrapperJvm.start(
                    folder,
                    Map.of(
                            "AWS_ENDPOINT_URL",
                            moto.endpoint().toString(),
                            "AWS_ACCESS_KEY_ID",
                            Names.ACCESS_KEY,
                            "AWS_SECRET_ACCESS_KEY",
                            Names.SECRET_KEY,
                            "AWS_REGION",
                            Names.REGION.id()),
                    "--cli-json",
                    WrapperIT.json(
                            "echo", "${{secretsmanager.team/db;json;user}}:${{secretsmanager.team/db;json;port}}"));

            assertThat(wrapper.exitCode()).as(wrapper.stderr()).isZero();
            assertThat(wrapper.stdout()).isEqualTo("u1:5432\n");
        }
    }

    @Test
    void shouldFetchASecretOnceForAllOfItsKeys() throws Exception {
        aws.secret("{\"user\":\"u1\",\"password\":\"p4ss\",\"port\":5432}");

        WrapperJvm wrapper = run(
                "sh",
                "-c",
                "[ \"$1\" = 'u1:p4ss@5432' ] && [ \"$2\" = p4ss ]",
                "sh",
                "${{secretsmanager.db;json;user}}:${{ secretsmanager.db;json;password }}@${{secretsmanager.db;json;port}}",
                "${{secretsmanager.db;json;password}}");

        assertThat(wrapper.exitCode()).as(wrapper.stderr()).isZero();
        assertThat(aws.secretsAsked()).containsExactly("db");
        assertThat(wrapper.stderr()).doesNotContain("p4ss");
    }

    @Test
    void shouldNotStartTheCommandWhenASecretCannotBeHad() throws Exception {
        aws.refuseSecret("ResourceNotFoundException");

        WrapperJvm wrapper = run("echo", "${{secretsmanager.none}}");

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(wrapper.stderr())
                .contains(
                        "placeholder ${{secretsmanager.none}}: Secrets Manager: answered 400 ResourceNotFoundException")
                .doesNotContain("quotes s3cret things", AwsEnvironment.ACCESS_KEY_SECRET, AwsEnvironment.SESSION_TOKEN);
    }

    @Test
    void shouldNotStartTheCommandWhenASecretHasNoSuchKey() throws Exception {
        aws.secret("{\"password\":\"p4ss\"}");

        WrapperJvm wrapper = run("echo", "${{secretsmanager.db;json;passwort}}");

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stderr())
                .contains("placeholder ${{secretsmanager.db;json;passwort}}: the secret has no such key")
                .doesNotContain("p4ss");
    }

    @Test
    void shouldHoldUpTheEndForASecretNoLongerThanTheBoundOfTheActions() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        aws.holdSecret(release);
        String json =
                """
                {"job": "test", "command": ["sh", "-c", "exit 5"], "actions": [
                  {"stage": "end", "url": "http://127.0.0.1:1/", "condition": ["${{secretsmanager.one}}", "==", "x"]},
                  {"stage": "end", "url": "http://127.0.0.1:1/", "headers": {"A": "${{secretsmanager.two}}"}}]}""";
        Path configuration = Files.writeString(folder.resolve("wrapper.conf"), "[wrapper]\nactions_timeout = 2");

        WrapperJvm wrapper =
                WrapperJvm.start(folder, aws.environment(), "--config", configuration.toString(), "--cli-json", json);

        assertThat(wrapper.exitCode()).isEqualTo(5);
        assertThat(wrapper.stderr())
                .contains(
                        "actions[0] (http) failed: cut off after the 2 s that all end actions have together",
                        "actions[1] (http) failed: no time for it after the 2 s that all end actions have together");
        release.countDown();
    }

    @Test
    void shouldAskForNoSecretWhenThereIsNoPlaceholder() throws Exception {
        assertThat(run("true").exitCode()).isZero();
        assertThat(aws.secretsAsked()).isEmpty();
    }

    private WrapperJvm run(String... command) throws IOException {
        return WrapperJvm.start(folder, aws.environment(), "--cli-json", WrapperIT.json(command));
    }
}
