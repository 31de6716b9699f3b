package producer.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Every setting of the load producer. A setting is an environment variable of this name, or an option of the same name
 * in lower case with dashes. The option wins if both are given, and an empty value counts as not set.
 */
public enum Setting {
    BOOTSTRAP_SERVERS("", "host:port, with commas between several; required"),
    TOPIC("test-topic", "where the records go; created if missing"),
    TOPIC_PARTITIONS("3", "partitions of a topic that is created, 1 to 10000"),
    TOPIC_REPLICATION("2", "replicas of a topic that is created, 1 to 10; fewer where the cluster has fewer brokers"),
    SECURITY(
            "", "PLAINTEXT, SSL or AWS_MSK_IAM; unset: AWS_MSK_IAM if every port is 9098, SSL if 9094, else PLAINTEXT"),
    IAM_ROLE_ARN("", "with AWS_MSK_IAM: the ARN of a role that is assumed first; unset: AWS's default credentials"),
    IAM_SESSION_NAME("", "of the assumed role, 2 to 64 letters, digits or +=,.@-_; unset: one is made up"),
    IAM_STS_REGION("", "where the role is assumed, a region such as eu-west-1; unset: AWS's global endpoint"),
    IAM_PROFILE("", "with AWS_MSK_IAM, in place of a role: a profile of AWS's configuration files"),
    TRUSTSTORE_LOCATION(
            "", "with TLS: a readable file of at most 1 MiB, whose certificates brokers may show; unset: Java's own"),
    TRUSTSTORE_PASSWORD("", "of that file; never shown; better given as a variable, as others may see options"),
    TRUSTSTORE_TYPE("PKCS12", "PKCS12, JKS or PEM"),
    AWS_REGION("", "the cluster's region; required for AWS_MSK_IAM and CloudWatch"),
    MESSAGES_PER_SEC("10", "offered rate in all, 0 to 10000000, decimals allowed; 0: as fast as the cluster takes it"),
    BATCH_SIZE("1", "records sent in one turn of the loop, 1 to 100000; the rate stays the same"),
    MESSAGE_COUNT("0", "ends after so many records; 0: goes on until it is stopped"),
    DURATION_SECONDS("0", "ends after so many seconds; 0: goes on until it is stopped"),
    PAYLOAD("event", "event, or the path of an Avro schema (.avsc) or of a JSON template (.json)"),
    PAYLOAD_FORMAT("json", "json or avro; what an event or a schema's values are written as"),
    NULL_PROB("0.35", "probability that a nullable union is null, 0 to 1"),
    KEYS("message_id", "message_id, none, random:<how many different ones>, or constant:<text>"),
    SOURCE("msk-ecs-producer", "the event's field source"),
    ACKS("all", "all, 1 or 0"),
    LINGER_MS("20", "how long a batch waits to be filled, 0 to 60000"),
    RETRIES("10", "how often a batch is sent again, 0 to 2147483647; 0 turns idempotence off"),
    COMPRESSION("snappy", "none, gzip, snappy, lz4 or zstd"),
    MAX_REQUEST_SIZE("2097152", "bytes, 1024 to 104857600"),
    DELIVERY_TIMEOUT_MS("120000", "after this an unacknowledged record is lost, 100 to 3600000, more than LINGER_MS"),
    BATCH_BYTES("16384", "bytes of a partition's batch, 0 to 104857600"),
    BUFFER_BYTES("33554432", "memory for records that are not sent yet, 16384 to 4294967296 bytes"),
    STOP_TIMEOUT_SECONDS("25", "after SIGTERM: flush, verification and summary end within this, 1 to 3600"),
    REPORT_INTERVAL_SECONDS("10", "between two lines of progress, 1 to 3600"),
    PROMETHEUS_PORT("0", "serves /metrics on this port, 1 to 65535; 0: does not"),
    CLOUDWATCH_NAMESPACE("", "sends metrics to this namespace of CloudWatch at each interval; unset: does not"),
    VERIFY("false", "true or false: read the records back at the end and compare");

    private final String defaultValue;
    private final String meaning;

    Setting(String defaultValue, String meaning) {
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** Gives the value that counts if none is set; empty if the setting has no default. */
    String defaultValue() {
        return defaultValue;
    }

    /** Gives what the setting means and which values are allowed. */
    String meaning() {
        return meaning;
    }

    /** Gives the option of this setting, for example {@code --linger-ms}. */
    String option() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Says whether the value is secret, so that no message may show it. */
    boolean secret() {
        return this == TRUSTSTORE_PASSWORD;
    }

    /** Gives the text of {@code --help}: how the producer is called, every option, and the exit codes. */
    public static String usage() {
        return """
                Usage: produce [--help] [--option value]...

                Offers records to a Kafka topic. Each option can be given as an environment variable as well
                (--linger-ms is LINGER_MS); the option wins. --verify may stand without a value.

                %s
                Exit code: 0 all acknowledged (and verified); 1 failed; 2 settings wrong; 3 the cluster cannot be used;
                4 records were lost; 5 the verification found records missing, or doubled where they must not be.
                """
                .formatted(Arrays.stream(values()).map(Setting::line).collect(Collectors.joining()));
    }

    private String line() {
        return "  %-26s %s%s%n".formatted(option(), meaning, defaultValue.isEmpty() ? "" : " (" + defaultValue + ")");
    }
}
