package producer.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shared.kafka.KafkaConnection;

/**
 * The settings of one run of the load producer. {@link Setting} says what each of them means.
 *
 * @param target the topic that the records go to
 * @param pace how many records are sent and how fast
 * @param content what the records hold
 * @param client how Kafka's client sends them
 * @param reports what is told about the records and checked
 * @param stopTimeout how long the producer may take to end after SIGTERM
 * @param variables what a template can name as {@code ${{env.NAME}}}: every setting and every other environment
 *     variable, but no credentials
 * @param unknown the names of the environment variables that are no settings
 */
public record LoadSettings(
        Target target,
        Pace pace,
        Content content,
        Client client,
        Reports reports,
        Duration stopTimeout,
        Map<String, String> variables,
        List<String> unknown) {

    /** The most records that a verification can tell apart: it keeps one bit for each, in one array. */
    public static final int MOST_VERIFIED = Integer.MAX_VALUE - 64;

    /** The form in which the values of a schema are written. */
    public enum Format {
        JSON,
        AVRO
    }

    /**
     * The topic, how its cluster is reached, and how the topic is created if it is missing.
     *
     * @param region the region for AWS's clients; empty if none is set
     */
    public record Target(KafkaConnection connection, String region, String topic, int partitions, short replication) {}

    /**
     * How many records are offered and how fast.
     *
     * @param perSecond records a second; 0 for as fast as the cluster takes them
     * @param turn how many records are sent together
     * @param count after how many records the run ends; {@link Long#MAX_VALUE} for no end
     * @param duration after which time the run ends; null for no end
     */
    public record Pace(double perSecond, int turn, long count, Duration duration) {}

    /**
     * What the records hold.
     *
     * @param file the Avro schema or the JSON template; null for the built-in event
     * @param format the form of the values
     * @param nullProbability how probable null is where the schema allows it, from 0 to 1
     * @param keys the setting {@link Setting#KEYS} as it was given
     * @param source the value of the event's field {@code source}
     */
    public record Content(Path file, Format format, double nullProbability, String keys, String source) {}

    /** The settings of Kafka's client, in the client's own words. */
    public record Client(
            String acks,
            int lingerMillis,
            int retries,
            String compression,
            int maxRequestBytes,
            int deliveryTimeoutMillis,
            int batchBytes,
            long bufferBytes) {

        private static final int MOST_REQUEST_TIMEOUT = 30_000;

        /** Says whether the brokers recognise and drop a record that a retry sent twice. */
        public boolean idempotent() {
            return acks.equals("all") && retries > 0;
        }

        /** Gives the settings as Kafka's client takes them; its keys are those of Kafka's documentation. */
        public Map<String, Object> properties() {
            return Map.ofEntries(
                    Map.entry("acks", acks),
                    Map.entry("enable.idempotence", idempotent()),
                    Map.entry("linger.ms", lingerMillis),
                    Map.entry("retries", retries),
                    Map.entry("compression.type", compression),
                    Map.entry("max.request.size", maxRequestBytes),
                    Map.entry("batch.size", batchBytes),
                    Map.entry("buffer.memory", bufferBytes),
                    Map.entry("delivery.timeout.ms", deliveryTimeoutMillis),
                    Map.entry("max.block.ms", deliveryTimeoutMillis),
                    Map.entry(
                            "request.timeout.ms",
                            Math.min(MOST_REQUEST_TIMEOUT, deliveryTimeoutMillis - lingerMillis)));
        }
    }

    /**
     * What is told about the records and checked.
     *
     * @param interval the time between two lines of progress
     * @param prometheusPort the port that serves metrics; 0 for none
     * @param cloudWatchNamespace the namespace that metrics are sent to; empty for none
     * @param verify whether the records are read back at the end
     */
    public record Reports(Duration interval, int prometheusPort, String cloudWatchNamespace, boolean verify) {}

    /**
     * Reads the settings.
     *
     * @param environment the environment variables
     * @param arguments options, {@code --name value} or {@code --name=value}
     * @param problems gets a line for everything that is wrong: the setting, its value unless that is secret, and what
     *     is allowed
     * @return the settings, which must not be used if there are problems
     */
    public static LoadSettings parse(Map<String, String> environment, List<String> arguments, List<String> problems) {
        Map<String, String> given = new LinkedHashMap<>(environment);
        given.putAll(options(arguments, problems));
        return new SettingsReader(given, problems).settings();
    }

    private static Map<String, String> options(List<String> arguments, List<String> problems) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Setting setting = null;
            for (Setting each : Setting.values()) {
                if (each.option().equals(name)) {
                    setting = each;
                }
            }
            if (setting == null) {
                problems.add(SettingsReader.shown(name) + ": no such option, see --help");
                // The next argument is the value of this option. No message shows the value, because the option
                // may be the misspelt name of a secret.
                if (equals < 0 && name.startsWith("--") && hasValue(arguments, i)) {
                    i++;
                }
                continue;
            }
            String value;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (hasValue(arguments, i)) {
                value = arguments.get(++i);
            } else if (setting == Setting.VERIFY) {
                value = "true";
            } else {
                problems.add(name + ": needs a value, " + setting.meaning());
                continue;
            }
            if (values.put(setting.name(), value) != null) {
                problems.add(name + ": given more than once");
            }
        }
        return values;
    }

    private static boolean hasValue(List<String> arguments, int option) {
        return option + 1 < arguments.size() && !arguments.get(option + 1).startsWith("--");
    }
}
