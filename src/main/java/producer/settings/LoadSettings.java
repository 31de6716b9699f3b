package producer.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shared.kafka.KafkaConnection;

/**
 * How the producer runs. {@link Setting} says what each means.
 *
 * @param target where the records go
 * @param pace how many, how fast
 * @param content what they hold
 * @param client how they are sent
 * @param reports what is told about them
 * @param stopTimeout how long everything after SIGTERM may take
 * @param variables what templates can reach: every setting and every other environment variable, but no credentials
 * @param unknown names of environment variables that are no settings
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

    /** What a schema's values are written as. */
    public enum Format {
        JSON,
        AVRO
    }

    /** The topic, and how to reach and create it. */
    public record Target(KafkaConnection connection, String region, String topic, int partitions, short replication) {}

    /**
     * How many records are offered how fast.
     *
     * @param perSecond 0 for as fast as can be
     * @param turn records sent together
     * @param count Long.MAX_VALUE for no end
     * @param duration null for no end
     */
    public record Pace(double perSecond, int turn, long count, Duration duration) {}

    /**
     * What the records hold.
     *
     * @param file schema or template; null for the event
     */
    public record Content(Path file, Format format, double nullProbability, String keys, String source) {}

    /** What Kafka's client is told. */
    public record Client(
            String acks,
            int lingerMillis,
            int retries,
            String compression,
            int maxRequestBytes,
            int deliveryTimeoutMillis,
            int batchBytes,
            long bufferBytes) {

        /** Says whether the brokers drop what a retry doubles. */
        public boolean idempotent() {
            return acks.equals("all") && retries > 0;
        }
    }

    /**
     * What is told and checked.
     *
     * @param prometheusPort 0 for none
     * @param cloudWatchNamespace empty for none
     */
    public record Reports(Duration interval, int prometheusPort, String cloudWatchNamespace, boolean verify) {}

    /**
     * Reads the settings.
     *
     * @param environment the environment variables
     * @param arguments options, {@code --name value} or {@code --name=value}
     * @param problems gets what is wrong, all of it: which setting, its value, what is allowed. If it gets any, the
     *     settings are of no use.
     * @return the settings
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
                // What follows is its value. It is not told: the option may be a secret's, misspelt.
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
