package producer.settings;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import shared.kafka.KafkaConnection;
import shared.kafka.MskIam;
import shared.kafka.SecurityProtocol;
import shared.kafka.Truststore;

/**
 * Reads each setting and collects everything that is wrong.
 *
 * @param given the values by their names; names that are no settings are allowed
 * @param problems gets a line for everything that is wrong
 */
record SettingsReader(Map<String, String> given, List<String> problems) {
    private static final Pattern BROKER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+]):([0-9]{1,5})");
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]+");
    private static final Pattern ROLE_ARN = Pattern.compile(MskIam.ROLE_ARN);
    private static final Pattern SESSION_NAME = Pattern.compile(MskIam.SESSION_NAME);
    private static final Pattern STS_REGION = Pattern.compile(MskIam.STS_REGION);
    private static final Pattern PROFILE = Pattern.compile(MskIam.PROFILE);
    private static final Pattern NAMESPACE = Pattern.compile("(?!AWS/)[A-Za-z0-9._/#:-]{1,255}");
    private static final Pattern KEYS = Pattern.compile("message_id|none|random:[1-9][0-9]{0,8}|constant:.+");
    private static final long MAX_FILE_BYTES = 1 << 20;

    LoadSettings settings() {
        KafkaConnection connection = connection();
        String namespace = matching(Setting.CLOUDWATCH_NAMESPACE, NAMESPACE, true);
        Path file = file();
        return new LoadSettings(
                new LoadSettings.Target(
                        connection,
                        region(connection.securityProtocol(), namespace),
                        matching(Setting.TOPIC, TOPIC, false),
                        (int) whole(Setting.TOPIC_PARTITIONS, 1, 10_000),
                        (short) whole(Setting.TOPIC_REPLICATION, 1, 10)),
                pace(),
                new LoadSettings.Content(
                        file,
                        format(file),
                        decimal(Setting.NULL_PROB, 1),
                        matching(Setting.KEYS, KEYS, false),
                        text(Setting.SOURCE)),
                client(),
                new LoadSettings.Reports(
                        Duration.ofSeconds(whole(Setting.REPORT_INTERVAL_SECONDS, 1, 3_600)),
                        (int) whole(Setting.PROMETHEUS_PORT, 0, 65_535),
                        namespace,
                        oneOf(Setting.VERIFY, "true", "false").equals("true")),
                Duration.ofSeconds(whole(Setting.STOP_TIMEOUT_SECONDS, 1, 3_600)),
                variables(),
                unknown());
    }

    private LoadSettings.Pace pace() {
        long count = whole(Setting.MESSAGE_COUNT, 0, Long.MAX_VALUE - 1);
        long seconds = whole(Setting.DURATION_SECONDS, 0, 31_536_000);
        if (count > LoadSettings.MOST_VERIFIED && text(Setting.VERIFY).equals("true")) {
            problem(Setting.MESSAGE_COUNT, "is at most " + LoadSettings.MOST_VERIFIED + " where VERIFY is true");
        }
        return new LoadSettings.Pace(
                decimal(Setting.MESSAGES_PER_SEC, 10_000_000),
                (int) whole(Setting.BATCH_SIZE, 1, 100_000),
                count == 0 ? Long.MAX_VALUE : count,
                seconds == 0 ? null : Duration.ofSeconds(seconds));
    }

    private LoadSettings.Client client() {
        int linger = (int) whole(Setting.LINGER_MS, 0, 60_000);
        int delivery = (int) whole(Setting.DELIVERY_TIMEOUT_MS, 100, 3_600_000);
        if (delivery <= linger) {
            problem(Setting.DELIVERY_TIMEOUT_MS, "must be more than LINGER_MS");
        }
        return new LoadSettings.Client(
                oneOf(Setting.ACKS, "all", "-1", "1", "0").replace("-1", "all"),
                linger,
                (int) whole(Setting.RETRIES, 0, Integer.MAX_VALUE),
                oneOf(Setting.COMPRESSION, "none", "gzip", "snappy", "lz4", "zstd"),
                (int) whole(Setting.MAX_REQUEST_SIZE, 1_024, 104_857_600),
                delivery,
                (int) whole(Setting.BATCH_BYTES, 0, 104_857_600),
                whole(Setting.BUFFER_BYTES, 16_384, 4_294_967_296L));
    }

    private KafkaConnection connection() {
        List<String> brokers = brokers();
        SecurityProtocol security = security(brokers);
        return new KafkaConnection(String.join(",", brokers), security, iam(security), truststore(security));
    }

    private MskIam iam(SecurityProtocol security) {
        if (security != SecurityProtocol.SASL_SSL) {
            refuse(
                    "counts with AWS_MSK_IAM only",
                    Setting.IAM_ROLE_ARN,
                    Setting.IAM_SESSION_NAME,
                    Setting.IAM_STS_REGION,
                    Setting.IAM_PROFILE);
        } else if (text(Setting.IAM_ROLE_ARN).isEmpty()) {
            refuse("counts with IAM_ROLE_ARN only", Setting.IAM_SESSION_NAME, Setting.IAM_STS_REGION);
        } else {
            // The library would sign in with the profile and never assume the role if both were given.
            refuse("counts without IAM_ROLE_ARN only", Setting.IAM_PROFILE);
        }
        return new MskIam(
                orNull(matching(Setting.IAM_ROLE_ARN, ROLE_ARN, true)),
                orNull(matching(Setting.IAM_SESSION_NAME, SESSION_NAME, true)),
                orNull(matching(Setting.IAM_STS_REGION, STS_REGION, true)),
                orNull(matching(Setting.IAM_PROFILE, PROFILE, true)));
    }

    private Truststore truststore(SecurityProtocol security) {
        String location = text(Setting.TRUSTSTORE_LOCATION);
        if (security == SecurityProtocol.PLAINTEXT) {
            refuse(
                    "counts with SSL and AWS_MSK_IAM only",
                    Setting.TRUSTSTORE_LOCATION,
                    Setting.TRUSTSTORE_PASSWORD,
                    Setting.TRUSTSTORE_TYPE);
        } else if (location.isEmpty()) {
            refuse("counts with TRUSTSTORE_LOCATION only", Setting.TRUSTSTORE_PASSWORD, Setting.TRUSTSTORE_TYPE);
        }
        int before = problems.size();
        String type = oneOf(Setting.TRUSTSTORE_TYPE, "PKCS12", "JKS", "PEM");
        if (location.isEmpty()) {
            return Truststore.DEFAULT;
        }
        accept(Setting.TRUSTSTORE_LOCATION, location, readable(location));
        String password = orNull(text(Setting.TRUSTSTORE_PASSWORD));
        Truststore truststore = new Truststore(location, password, type);
        if (problems.size() == before) {
            try {
                truststore.read();
            } catch (KafkaException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                problem(
                        Setting.TRUSTSTORE_LOCATION,
                        "cannot be read as %s, TRUSTSTORE_PASSWORD %s: %s"
                                .formatted(type, password == null ? "not set" : "set", cause.getMessage()));
            }
        }
        return truststore;
    }

    private List<String> brokers() {
        List<String> brokers = new ArrayList<>();
        for (String broker : text(Setting.BOOTSTRAP_SERVERS).split(",", -1)) {
            var matcher = BROKER.matcher(broker.strip());
            if (!matcher.matches()
                    || Integer.parseInt(matcher.group(2)) < 1
                    || Integer.parseInt(matcher.group(2)) > 65_535) {
                problem(Setting.BOOTSTRAP_SERVERS, "must be host:port, with commas between several");
                return List.of();
            }
            brokers.add(broker.strip());
        }
        return brokers;
    }

    private SecurityProtocol security(List<String> brokers) {
        if (!text(Setting.SECURITY).isEmpty()) {
            String security = oneOf(Setting.SECURITY, "PLAINTEXT", "SSL", "AWS_MSK_IAM");
            return security.equals("AWS_MSK_IAM") ? SecurityProtocol.SASL_SSL : SecurityProtocol.valueOf(security);
        }
        if (!brokers.isEmpty() && brokers.stream().allMatch(broker -> broker.endsWith(":9098"))) {
            return SecurityProtocol.SASL_SSL;
        }
        return !brokers.isEmpty() && brokers.stream().allMatch(broker -> broker.endsWith(":9094"))
                ? SecurityProtocol.SSL
                : SecurityProtocol.PLAINTEXT;
    }

    private String region(SecurityProtocol security, String namespace) {
        String region = matching(Setting.AWS_REGION, REGION, true);
        if (region.isEmpty() && security == SecurityProtocol.SASL_SSL) {
            problem(Setting.AWS_REGION, "is required for AWS_MSK_IAM: a region such as eu-west-1");
        } else if (region.isEmpty() && !namespace.isEmpty()) {
            problem(Setting.AWS_REGION, "is required for CLOUDWATCH_NAMESPACE: a region such as eu-west-1");
        }
        return region;
    }

    private Path file() {
        String payload = text(Setting.PAYLOAD);
        if (payload.equals("event")) {
            return null;
        }
        if ((payload.endsWith(".avsc") || payload.endsWith(".json")) && readable(payload)) {
            return Path.of(payload);
        }
        problem(Setting.PAYLOAD, "must be event, or a readable file .avsc or .json of at most 1 MiB");
        return null;
    }

    private static boolean readable(String path) {
        try {
            Path file = Path.of(path);
            return Files.isReadable(file)
                    && Files.isRegularFile(file)
                    && file.toFile().length() <= MAX_FILE_BYTES;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private LoadSettings.Format format(Path file) {
        LoadSettings.Format format =
                oneOf(Setting.PAYLOAD_FORMAT, "json", "avro").equals("avro")
                        ? LoadSettings.Format.AVRO
                        : LoadSettings.Format.JSON;
        if (format == LoadSettings.Format.AVRO
                && file != null
                && file.toString().endsWith(".json")) {
            problem(Setting.PAYLOAD_FORMAT, "must be json where PAYLOAD is a JSON template");
        }
        return format;
    }

    // Credentials are left out, because a template could otherwise write them to the topic.
    private Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(given);
        variables.keySet().removeIf(name -> name.startsWith("AWS_"));
        for (Setting setting : Setting.values()) {
            if (setting.secret()) {
                variables.remove(setting.name());
            } else {
                variables.put(setting.name(), text(setting));
            }
        }
        return variables;
    }

    private List<String> unknown() {
        var names = new TreeSet<>(given.keySet());
        for (Setting setting : Setting.values()) {
            names.remove(setting.name());
        }
        return List.copyOf(names);
    }

    private String text(Setting setting) {
        String value = given.getOrDefault(setting.name(), "").strip();
        return value.isEmpty() ? setting.defaultValue() : value;
    }

    private String matching(Setting setting, Pattern pattern, boolean mayBeEmpty) {
        String value = text(setting);
        return accept(
                setting,
                value,
                value.isEmpty() ? mayBeEmpty : pattern.matcher(value).matches());
    }

    private String oneOf(Setting setting, String... allowed) {
        String value = text(setting);
        if (List.of(allowed).contains(value)) {
            return value;
        }
        problem(setting, "must be one of " + String.join(", ", allowed));
        return allowed[0];
    }

    private long whole(Setting setting, long least, long most) {
        return number(
                        setting,
                        least,
                        most,
                        "a whole number from " + least + " to " + most,
                        number -> number.stripTrailingZeros().scale() <= 0)
                .longValue();
    }

    private double decimal(Setting setting, long most) {
        return number(setting, 0, most, "a number from 0 to " + most, number -> true)
                .doubleValue();
    }

    private BigDecimal number(
            Setting setting, long least, long most, String allowed, Predicate<BigDecimal> furtherCondition) {
        String value = text(setting);
        // Only digits are allowed, because BigDecimal would accept 1e999999999 and then compute for ever.
        if (value.matches("[0-9]{1,19}(\\.[0-9]{1,9})?")) {
            BigDecimal number = new BigDecimal(value);
            if (number.compareTo(BigDecimal.valueOf(least)) >= 0
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0
                    && furtherCondition.test(number)) {
                return number;
            }
        }
        problem(setting, "must be " + allowed);
        return BigDecimal.valueOf(least);
    }

    private void refuse(String why, Setting... settings) {
        for (Setting setting : settings) {
            if (!given.getOrDefault(setting.name(), "").isBlank()) {
                problem(setting, why);
            }
        }
    }

    private static String orNull(String value) {
        return value.isBlank() ? null : value;
    }

    private String accept(Setting setting, String value, boolean accepted) {
        if (!accepted) {
            problem(setting, "must be: " + setting.meaning());
        }
        return value;
    }

    private void problem(Setting setting, String why) {
        String value = text(setting);
        problems.add(
                setting + ": " + (value.isEmpty() ? "not set" : setting.secret() ? "set" : shown(value)) + ", " + why);
    }

    /** Gives a value in the form in which an error may show it: on one line and at most 80 characters long. */
    static String shown(String value) {
        String text = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        return '"' + text.replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
