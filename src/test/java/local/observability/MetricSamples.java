package local.observability;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the service's metrics were in the last hour, each time that they were read. */
final class MetricSamples {

    /** How often the metrics are to be read. */
    static final Duration STEP = Duration.ofSeconds(5);

    private static final int MOST = (int) (Duration.ofHours(1).toMillis() / STEP.toMillis());
    private static final Pattern LINE = Pattern.compile("(execution_[a-z_]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** One metric with one set of labels. */
    record Series(String name, Map<String, String> labels) {}

    /**
     * What was read at once.
     *
     * @param at seconds since 1970
     */
    record Sample(double at, Map<Series, Double> values) {}

    /**
     * Takes what the metrics are.
     *
     * @param at seconds since 1970
     * @param text in Prometheus's format
     */
    synchronized void add(double at, String text) {
        Map<Series, Double> values = new HashMap<>();
        for (Matcher line : (Iterable<Matcher>) text.lines().map(LINE::matcher).filter(Matcher::matches)::iterator) {
            values.put(new Series(line.group(1), labels(line.group(2))), number(line.group(3)));
        }
        samples.addLast(new Sample(at, values));
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }

    static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Gives all samples, the oldest first. */
    synchronized List<Sample> all() {
        return List.copyOf(samples);
    }
}
