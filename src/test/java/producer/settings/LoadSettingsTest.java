package producer.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shared.kafka.KafkaConnection;
import shared.kafka.MskIam;
import shared.kafka.SecurityProtocol;
import shared.kafka.Truststore;

class LoadSettingsTest {

    private final List<String> problems = new ArrayList<>();

    private LoadSettings parse(Map<String, String> environment, String... arguments) {
        Map<String, String> whole = new HashMap<>(Map.of("BOOTSTRAP_SERVERS", "broker:9092"));
        whole.putAll(environment);
        return LoadSettings.parse(whole, List.of(arguments), problems);
    }

    @Test
    void shouldHaveTheDocumentedDefaults() {
        LoadSettings settings = parse(Map.of());

        assertThat(problems).isEmpty();
        assertThat(settings.target())
                .isEqualTo(new LoadSettings.Target(
                        new KafkaConnection(
                                "broker:9092", SecurityProtocol.PLAINTEXT, MskIam.DEFAULT, Truststore.DEFAULT),
                        "",
                        "test-topic",
                        3,
                        (short) 2));
        assertThat(settings.pace()).isEqualTo(new LoadSettings.Pace(10, 1, Long.MAX_VALUE, null));
        assertThat(settings.content())
                .isEqualTo(new LoadSettings.Content(
                        null, LoadSettings.Format.JSON, 0.35, "message_id", "msk-ecs-producer"));
        assertThat(settings.client())
                .isEqualTo(new LoadSettings.Client("all", 20, 10, "snappy", 2_097_152, 120_000, 16_384, 33_554_432));
        assertThat(settings.client().idempotent()).isTrue();
        assertThat(settings.reports().verify()).isFalse();
    }

    @Test
    void shouldTellKafkaItsSettings() {
        Map<String, Object> properties = parse(Map.of(
                        "ACKS", "1",
                        "LINGER_MS", "5",
                        "RETRIES", "3",
                        "COMPRESSION", "zstd",
                        "MAX_REQUEST_SIZE", "4096",
                        "DELIVERY_TIMEOUT_MS", "20000",
                        "BATCH_BYTES", "1024",
                        "BUFFER_BYTES", "65536"))
                .client()
                .properties();

        assertThat(problems).isEmpty();
        assertThat(properties)
                .isEqualTo(Map.ofEntries(
                        Map.entry("acks", "1"),
                        Map.entry("enable.idempotence", false),
                        Map.entry("linger.ms", 5),
                        Map.entry("retries", 3),
                        Map.entry("compression.type", "zstd"),
                        Map.entry("max.request.size", 4096),
                        Map.entry("batch.size", 1024),
                        Map.entry("buffer.memory", 65_536L),
                        Map.entry("delivery.timeout.ms", 20_000),
                        Map.entry("max.block.ms", 20_000),
                        Map.entry("request.timeout.ms", 19_995)));
    }

    @Test
    void shouldDocumentEverySetting() throws Exception {
        String page = Files.readString(Path.of("docs/load-testing.md"));

        assertThat(Setting.values()).allSatisfy(setting -> assertThat(page).contains("`" + setting.name() + "`"));
    }

    @Test
    void shouldPreferOptionsToTheEnvironment() {
        LoadSettings settings = parse(
                Map.of("MESSAGES_PER_SEC", "25", "ACKS", "1"),
                "--messages-per-sec",
                "0.5",
                "--topic=other",
                "--verify");

        assertThat(problems).isEmpty();
        assertThat(settings.pace().perSecond()).isEqualTo(0.5);
        assertThat(settings.client().acks()).isEqualTo("1");
        assertThat(settings.target().topic()).isEqualTo("other");
        assertThat(settings.reports().verify()).isTrue();
    }

    @Test
    void shouldTakeEmptyTextAsNotSet() {
        LoadSettings settings = parse(Map.of("LINGER_MS", "", "TOPIC", " "));

        assertThat(problems).isEmpty();
        assertThat(settings.client().lingerMillis()).isEqualTo(20);
        assertThat(settings.target().topic()).isEqualTo("test-topic");
    }

    @Test
    void shouldTellAllThatIsWrongAtOnce() {
        LoadSettings.parse(
                Map.of("MESSAGES_PER_SEC", "fast", "NULL_PROB", "1.5"),
                List.of("--acks", "two", "--nonsense"),
                problems);

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "\"--nonsense\": no such option, see --help",
                        "BOOTSTRAP_SERVERS: not set, must be host:port, with commas between several",
                        "MESSAGES_PER_SEC: \"fast\", must be a number from 0 to 10000000",
                        "NULL_PROB: \"1.5\", must be a number from 0 to 1",
                        "ACKS: \"two\", must be one of all, -1, 1, 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BOOTSTRAP_SERVERS|broker",
                "BOOTSTRAP_SERVERS|broker:9092,",
                "BOOTSTRAP_SERVERS|broker:65536",
                "TOPIC|a b",
                "TOPIC|..",
                "TOPIC_PARTITIONS|0",
                "TOPIC_REPLICATION|11",
                "SECURITY|KERBEROS",
                "AWS_REGION|Ireland",
                "TRUSTSTORE_TYPE|DER",
                "MESSAGES_PER_SEC|-1",
                "MESSAGES_PER_SEC|1e999999999",
                "MESSAGES_PER_SEC|NaN",
                "BATCH_SIZE|0",
                "BATCH_SIZE|1.5",
                "MESSAGE_COUNT|-5",
                "DURATION_SECONDS|1h",
                "PAYLOAD|/no/such/file.avsc",
                "PAYLOAD|/etc/hostname",
                "PAYLOAD_FORMAT|xml",
                "NULL_PROB|1.01",
                "KEYS|random:0",
                "KEYS|random",
                "KEYS|constant:",
                "ACKS|2",
                "LINGER_MS|-1",
                "RETRIES|2147483648",
                "COMPRESSION|brotli",
                "MAX_REQUEST_SIZE|10",
                "DELIVERY_TIMEOUT_MS|99",
                "BATCH_BYTES|lots",
                "BUFFER_BYTES|1",
                "STOP_TIMEOUT_SECONDS|0",
                "REPORT_INTERVAL_SECONDS|0",
                "PROMETHEUS_PORT|65536",
                "CLOUDWATCH_NAMESPACE|AWS/Mine",
                "VERIFY|yes",
            })
    void shouldRefuseWithSettingAndValue(String setting, String value) {
        parse(Map.of(setting, value));

        assertThat(problems).isNotEmpty().first().asString().startsWith(setting + ": \"" + value + "\", ");
    }

    @Test
    void shouldRefuseADeliveryTimeoutWithinTheLinger() {
        parse(Map.of("LINGER_MS", "500", "DELIVERY_TIMEOUT_MS", "500"));

        assertThat(problems).containsExactly("DELIVERY_TIMEOUT_MS: \"500\", must be more than LINGER_MS");
    }

    @Test
    void shouldRefuseOptionsWithoutValueOrGivenTwice() {
        parse(Map.of(), "--topic", "--linger-ms", "1", "--linger-ms", "2");

        assertThat(problems).hasSize(2).anyMatch(problem -> problem.startsWith("--topic: needs a value"));
        assertThat(problems).contains("--linger-ms: given more than once");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b-1:9098,b-2:9098|SASL_SSL",
                "b-1:9094|SSL",
                "b-1:9098,b-2:9092|PLAINTEXT",
                "[::1]:9092|PLAINTEXT",
            })
    void shouldKnowMskPorts(String brokers, SecurityProtocol security) {
        LoadSettings settings = parse(Map.of("BOOTSTRAP_SERVERS", brokers, "AWS_REGION", "eu-west-1"));

        assertThat(problems).isEmpty();
        assertThat(settings.target().connection().securityProtocol()).isEqualTo(security);
    }

    @Test
    void shouldWantTheRegionForIamAndCloudWatch() {
        parse(Map.of("SECURITY", "AWS_MSK_IAM"));
        parse(Map.of("CLOUDWATCH_NAMESPACE", "Load"));

        assertThat(problems)
                .containsExactly(
                        "AWS_REGION: not set, is required for AWS_MSK_IAM: a region such as eu-west-1",
                        "AWS_REGION: not set, is required for CLOUDWATCH_NAMESPACE: a region such as eu-west-1");
    }

    @Test
    void shouldSignInAsToldWithTheRole() {
        LoadSettings settings = parse(
                Map.of("SECURITY", "AWS_MSK_IAM", "AWS_REGION", "eu-west-1"),
                "--iam-role-arn=arn:aws:iam::123456789012:role/load",
                "--iam-session-name=a-run",
                "--iam-sts-region=eu-central-1");

        assertThat(problems).isEmpty();
        assertThat(settings.target().connection().iam())
                .isEqualTo(new MskIam("arn:aws:iam::123456789012:role/load", "a-run", "eu-central-1", null));
    }

    @Test
    void shouldRefuseWrongIamSettings() {
        parse(Map.of(
                "SECURITY", "AWS_MSK_IAM",
                "AWS_REGION", "eu-west-1",
                "IAM_ROLE_ARN", "load",
                "IAM_SESSION_NAME", "a",
                "IAM_STS_REGION", "Frankfurt",
                "IAM_PROFILE", "a;b"));

        assertThat(problems)
                .contains("IAM_PROFILE: \"a;b\", counts without IAM_ROLE_ARN only")
                .anyMatch(problem -> problem.startsWith("IAM_ROLE_ARN: \"load\", must be: "))
                .anyMatch(problem -> problem.startsWith("IAM_SESSION_NAME: \"a\", must be: "))
                .anyMatch(problem -> problem.startsWith("IAM_STS_REGION: \"Frankfurt\", must be: "))
                .anyMatch(problem -> problem.startsWith("IAM_PROFILE: \"a;b\", must be: "));
    }

    @Test
    void shouldRefuseSettingsThatWouldNotCount() {
        parse(Map.of("IAM_PROFILE", "load", "TRUSTSTORE_PASSWORD", "s3cret"));
        parse(Map.of(
                "SECURITY", "AWS_MSK_IAM",
                "AWS_REGION", "eu-west-1",
                "IAM_SESSION_NAME", "a-run",
                "TRUSTSTORE_TYPE", "JKS"));

        assertThat(problems)
                .containsExactly(
                        "IAM_PROFILE: \"load\", counts with AWS_MSK_IAM only",
                        "TRUSTSTORE_PASSWORD: set, counts with SSL and AWS_MSK_IAM only",
                        "IAM_SESSION_NAME: \"a-run\", counts with IAM_ROLE_ARN only",
                        "TRUSTSTORE_TYPE: \"JKS\", counts with TRUSTSTORE_LOCATION only");
    }

    @Test
    void shouldTakeATruststoreThatCanBeRead(@TempDir Path folder) throws Exception {
        Path file = truststore(folder, "s3cret");

        LoadSettings settings = parse(
                Map.of("SECURITY", "SSL", "TRUSTSTORE_LOCATION", file.toString(), "TRUSTSTORE_PASSWORD", "s3cret"));

        assertThat(problems).isEmpty();
        assertThat(settings.target().connection().truststore())
                .isEqualTo(new Truststore(file.toString(), "s3cret", "PKCS12"));
        assertThat(settings.toString()).doesNotContain("s3cret");
        assertThat(settings.variables()).doesNotContainKey("TRUSTSTORE_PASSWORD");
    }

    @Test
    void shouldRefuseATruststoreThatCannotBeRead(@TempDir Path folder) throws Exception {
        Path file = truststore(folder, "s3cret");

        parse(Map.of("SECURITY", "SSL", "TRUSTSTORE_LOCATION", folder + "/none"));
        parse(Map.of("SECURITY", "SSL", "TRUSTSTORE_LOCATION", file.toString(), "TRUSTSTORE_PASSWORD", "an0ther"));
        parse(Map.of("SECURITY", "SSL", "TRUSTSTORE_LOCATION", file.toString(), "TRUSTSTORE_TYPE", "PEM"));

        assertThat(problems)
                .hasSize(3)
                .allMatch(problem -> problem.startsWith("TRUSTSTORE_LOCATION: \"" + folder))
                .noneMatch(problem -> problem.contains("an0ther"));
        assertThat(problems.get(0)).contains("must be: ");
        assertThat(problems.get(1)).contains("cannot be read as PKCS12, TRUSTSTORE_PASSWORD set: ");
        assertThat(problems.get(2)).contains("cannot be read as PEM, TRUSTSTORE_PASSWORD not set: ");
    }

    private static Path truststore(Path folder, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    @Test
    void shouldNotTellTheValueOfAMisspeltOption() {
        parse(Map.of(), "--trustore-password", "s3cret", "--trustore-password=s3cret");

        assertThat(problems).hasSize(2).containsOnly("\"--trustore-password\": no such option, see --help");
    }

    @Test
    void shouldListUnknownVariablesAndKeepCredentialsFromTemplates() {
        LoadSettings settings = parse(Map.of("SOME_FLAG", "true", "AWS_SECRET_ACCESS_KEY", "s3cret", "TOPIC", "t"));

        assertThat(settings.unknown()).containsExactly("AWS_SECRET_ACCESS_KEY", "SOME_FLAG");
        assertThat(settings.variables())
                .containsEntry("SOME_FLAG", "true")
                .containsEntry("TOPIC", "t")
                .containsEntry("LINGER_MS", "20")
                .doesNotContainKey("AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void shouldDescribeEverySetting() {
        for (Setting setting : Setting.values()) {
            assertThat(Setting.usage()).contains(setting.option() + " ", setting.meaning());
        }
    }
}
