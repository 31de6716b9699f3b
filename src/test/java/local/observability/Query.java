package local.observability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import local.observability.MetricSamples.Sample;

/**
 * A query in that part of PromQL which the dashboard and the alert rules use: selectors, {@code rate},
 * {@code increase}, {@code sum} and {@code max} with {@code by}, {@code histogram_quantile}, {@code absent}, quotients
 * and comparisons.
 */
final class Query {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:[a-z_]+|[0-9.]+[smh]?|\"[^\"]*\"|=~|!=|==|[^\\s])");

    /** Values by their labels at one moment. */
    interface Vector {

        /** @param at the index of the last sample that is looked at */
        Map<Map<String, String>, Double> at(List<Sample> samples, int at);
    }

    private final List<String> tokens = new ArrayList<>();
    private int next;

    private Query(String text) {
        Matcher matcher = TOKEN.matcher(text.strip());
        while (matcher.lookingAt()) {
            tokens.add(matcher.group().strip());
            matcher.region(matcher.end(), matcher.regionEnd());
        }
    }

    /**
     * Reads a query. The variables of Grafana's dashboard have values that fit one instance.
     *
     * @throws IllegalArgumentException if it has something that is not known here
     */
    static Vector of(String text) {
        Query query = new Query(text.replace("$__rate_interval", "1m").replaceAll("job=~\"\\$job\",?", ""));
        Vector vector = query.comparison();
        if (query.next < query.tokens.size()) {
            throw new IllegalArgumentException("not understood: " + text);
        }
        return vector;
    }

    private String take() {
        if (next == tokens.size()) {
            throw new IllegalArgumentException("ends too early: " + tokens);
        }
        return tokens.get(next++);
    }

    private boolean takeIf(String token) {
        boolean is = next < tokens.size() && tokens.get(next).equals(token);
        next += is ? 1 : 0;
        return is;
    }

    private void expect(String token) {
        if (!takeIf(token)) {
            throw new IllegalArgumentException(token + " expected at " + next + " of " + tokens);
        }
    }

    private Vector comparison() {
        Vector left = quotient();
        if (takeIf(">")) {
            double limit = Double.parseDouble(take());
            return (samples, at) -> filtered(left.at(samples, at), limit, false);
        }
        if (takeIf("==")) {
            double limit = Double.parseDouble(take());
            return (samples, at) -> filtered(left.at(samples, at), limit, true);
        }
        return left;
    }

    private static Map<Map<String, String>, Double> filtered(
            Map<Map<String, String>, Double> values, double limit, boolean equal) {
        Map<Map<String, String>, Double> left = new HashMap<>(values);
        left.values().removeIf(value -> equal ? value != limit : !(value > limit));
        return left;
    }

    private Vector quotient() {
        Vector left = operand();
        while (takeIf("/")) {
            Vector above = left;
            Vector below = operand();
            left = (samples, at) -> {
                Map<Map<String, String>, Double> divisors = below.at(samples, at);
                Map<Map<String, String>, Double> quotients = new HashMap<>();
                above.at(samples, at).forEach((labels, value) -> {
                    if (divisors.containsKey(labels)) {
                        quotients.put(labels, value / divisors.get(labels));
                    }
                });
                return quotients;
            };
        }
        return left;
    }

    private Vector operand() {
        String name = take();
        switch (name) {
            case "sum":
                return grouped(Double::sum);
            case "max":
                return grouped(Math::max);
            case "rate", "increase":
                return change(name.equals("rate"));
            case "absent":
                return absent();
            case "histogram_quantile":
                return quantile();
            default:
                Selector selector = selector(name);
                return (samples, at) -> selector.values(samples.get(at));
        }
    }

    private Vector grouped(DoubleBinaryOperator sum) {
        List<String> by = new ArrayList<>();
        if (takeIf("by")) {
            expect("(");
            do {
                by.add(take());
            } while (takeIf(","));
            expect(")");
        }
        expect("(");
        Vector of = comparison();
        expect(")");
        return (samples, at) -> {
            Map<Map<String, String>, Double> groups = new HashMap<>();
            of.at(samples, at).forEach((labels, value) -> {
                Map<String, String> group = new TreeMap<>(labels);
                group.keySet().retainAll(by);
                groups.merge(group, value, sum::applyAsDouble);
            });
            return groups;
        };
    }

    private Vector change(boolean perSecond) {
        expect("(");
        Selector selector = selector(take());
        expect("[");
        String length = take();
        expect("]");
        expect(")");
        double window = seconds(length);
        return (samples, at) -> {
            int from = at;
            while (from > 0 && samples.get(at).at() - samples.get(from - 1).at() <= window) {
                from--;
            }
            Map<Map<String, String>, Double> changes = new HashMap<>();
            // A metric may have appeared within the window.
            for (int first = at - 1; first >= from; first--) {
                double time = samples.get(at).at() - samples.get(first).at();
                Map<Map<String, String>, Double> before = selector.values(samples.get(first));
                selector.values(samples.get(at)).forEach((labels, value) -> {
                    if (before.containsKey(labels)) {
                        double grown = value - before.get(labels);
                        changes.put(labels, (grown < 0 ? value : grown) / (perSecond ? time : 1));
                    }
                });
            }
            return changes;
        };
    }

    private static double seconds(String length) {
        double number = Double.parseDouble(length.substring(0, length.length() - 1));
        return switch (length.charAt(length.length() - 1)) {
            case 's' -> number;
            case 'm' -> number * 60;
            case 'h' -> number * 3_600;
            default -> throw new IllegalArgumentException("no length of time: " + length);
        };
    }

    private Vector absent() {
        expect("(");
        Vector of = comparison();
        expect(")");
        return (samples, at) -> of.at(samples, at).isEmpty() ? Map.of(Map.of(), 1.0) : Map.of();
    }

    private Vector quantile() {
        expect("(");
        double share = Double.parseDouble(take());
        expect(",");
        Vector of = comparison();
        expect(")");
        return (samples, at) -> {
            Map<Double, Double> buckets = new TreeMap<>();
            of.at(samples, at).forEach((labels, value) -> buckets.put(MetricSamples.number(labels.get("le")), value));
            double all =
                    buckets.values().stream().max(Comparator.naturalOrder()).orElse(0.0);
            return all == 0 ? Map.of() : Map.of(Map.of(), quantile(share * all, buckets));
        };
    }

    /** Gives where the rank falls within its bucket; a rank beyond all limits is at the last limit. */
    private static double quantile(double rank, Map<Double, Double> buckets) {
        double from = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
            double to = bucket.getKey();
            if (bucket.getValue() >= rank) {
                return Double.isInfinite(to) ? from : from + (to - from) * (rank - below) / (bucket.getValue() - below);
            }
            from = to;
            below = bucket.getValue();
        }
        return from;
    }

    private record Limit(String label, String operator, Pattern value) {

        boolean fits(Map<String, String> labels) {
            boolean matches = value.matcher(labels.getOrDefault(label, "")).matches();
            return operator.equals("!=") != matches;
        }
    }

    private record Selector(String name, List<Limit> limits) {

        Map<Map<String, String>, Double> values(Sample sample) {
            return sample.values().entrySet().stream()
                    .filter(value -> value.getKey().name().equals(name))
                    .filter(value -> limits.stream()
                            .allMatch(limit -> limit.fits(value.getKey().labels())))
                    .filter(value -> !value.getValue().isNaN())
                    .collect(Collectors.toMap(value -> value.getKey().labels(), Map.Entry::getValue));
        }
    }

    private Selector selector(String name) {
        if (!name.startsWith("execution_")) {
            throw new IllegalArgumentException("no metric of the service: " + name);
        }
        List<Limit> limits = new ArrayList<>();
        if (takeIf("{")) {
            while (!takeIf("}")) {
                String label = take();
                String operator = take();
                String value = take().replace("\"", "");
                limits.add(new Limit(
                        label, operator, Pattern.compile(operator.equals("=~") ? value : Pattern.quote(value))));
                takeIf(",");
            }
        }
        return new Selector(name, limits);
    }
}
