package local.observability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import local.observability.Dashboard.Alert;
import local.observability.Dashboard.Panel;
import local.observability.Dashboard.Target;
import local.observability.MetricSamples.Sample;
import org.springframework.web.util.HtmlUtils;

/** The page: alerts, panels and traces as HTML with plots in SVG. It has no script. */
final class ObservabilityPage {

    private static final int WIDTH = 360;
    private static final int HEIGHT = 90;
    private static final int POINTS = 90;
    private static final int MOST_TRACES = 10;
    private static final int MOST_SPANS = 40;
    private static final List<String> COLOURS =
            List.of("#1f5fa8", "#b4470f", "#2b7a3d", "#7a3f98", "#8a6d00", "#0b7a80", "#9c2745", "#555555");

    private final Dashboard dashboard;
    private final MetricSamples metrics;
    private final TraceCollector traces;

    ObservabilityPage(Dashboard dashboard, MetricSamples metrics, TraceCollector traces) {
        this.dashboard = dashboard;
        this.metrics = metrics;
        this.traces = traces;
    }

    /** @param prometheus the address of what the metrics are read from; null before the service has started */
    String html(String prometheus) {
        List<Sample> samples = metrics.all();
        StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta http-equiv=\"refresh\" content=\"5\"><title>Observability</title>"
                + "<link rel=\"icon\" href=\"data:,\"><style>body{font:14px sans-serif;margin:1em 2em;color:#222}"
                + "section{display:inline-block;vertical-align:top;width:" + WIDTH + "px;margin:0 1.5em 1em 0}"
                + "h3{font-size:1em;margin:.4em 0}svg{background:#f4f4f4;display:block}p{margin:.2em 0}"
                + "td,th{text-align:left;padding:.1em 1em .1em 0}.firing{color:#b00020;font-weight:bold}"
                + ".pending{color:#8a6d00}</style></head><body><h1>Observability of the embedded platform</h1>");
        if (prometheus != null) {
            page.append("<p>From <a href=\"")
                    .append(text(prometheus))
                    .append("\">the metrics for Prometheus</a>, read each ")
                    .append(MetricSamples.STEP.toSeconds())
                    .append(" seconds; ")
                    .append(samples.size())
                    .append(" times so far.</p>");
        }
        page.append("<h2>Alerts</h2><table><tr><th>alert</th><th>severity</th><th>state</th><th>what to do</th></tr>");
        dashboard.alerts().forEach(alert -> alert(page, alert, samples));
        page.append("</table><h2>Metrics</h2>");
        dashboard.panels().forEach(panel -> panel(page, panel, samples));
        page.append("<h2>Traces</h2>");
        List<List<CollectedSpan>> last = traces.traces();
        if (last.isEmpty()) {
            page.append("<p>There is none yet. Each execution makes one.</p>");
        }
        last.stream().limit(MOST_TRACES).forEach(trace -> trace(page, trace));
        return page.append("</body></html>").toString();
    }

    private static void alert(StringBuilder page, Alert alert, List<Sample> samples) {
        String state = state(alert, samples);
        page.append("<tr title=\"").append(text(alert.text())).append("\"><td>").append(text(alert.name()));
        page.append("</td><td>")
                .append(text(alert.severity()))
                .append("</td><td class=\"")
                .append(state);
        page.append("\">").append(state).append("</td><td>");
        page.append(state.equals("inactive") ? "" : text(alert.remedy())).append("</td></tr>");
    }

    /** Gives inactive, pending or firing, which an alert is once its query had a value for as long as it says. */
    static String state(Alert alert, List<Sample> samples) {
        int last = samples.size() - 1;
        int first = last;
        while (first >= 0 && !alert.query().at(samples, first).isEmpty()) {
            if (samples.get(last).at() - samples.get(first).at() >= alert.seconds()) {
                return "firing";
            }
            first--;
        }
        return first == last ? "inactive" : "pending";
    }

    private static void panel(StringBuilder page, Panel panel, List<Sample> samples) {
        Map<String, List<double[]>> lines = new TreeMap<>();
        int from = Math.max(0, samples.size() - POINTS);
        for (int at = from; at < samples.size(); at++) {
            for (Target target : panel.targets()) {
                for (Map.Entry<Map<String, String>, Double> value :
                        target.query().at(samples, at).entrySet()) {
                    if (Double.isFinite(value.getValue())) {
                        lines.computeIfAbsent(legend(target, value.getKey()), name -> new ArrayList<>())
                                .add(new double[] {at - from, value.getValue()});
                    }
                }
            }
        }
        double most = lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(point -> point[1])
                .max()
                .orElse(0);
        page.append("<section><h3>").append(text(panel.title())).append("</h3><svg role=\"img\" width=\"");
        page.append(WIDTH)
                .append("\" height=\"")
                .append(HEIGHT)
                .append("\" aria-label=\"")
                .append(text(panel.title()));
        page.append("\">");
        int colour = 0;
        StringBuilder legend = new StringBuilder();
        for (Map.Entry<String, List<double[]>> line : lines.entrySet()) {
            String paint = COLOURS.get(colour++ % COLOURS.size());
            page.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"")
                    .append(paint)
                    .append("\" points=\"");
            for (double[] point : line.getValue()) {
                page.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        point[0] * WIDTH / POINTS,
                        HEIGHT - 3 - (most <= 0 ? 0 : point[1] / most * (HEIGHT - 6))));
            }
            page.append("\"/>");
            double now = line.getValue().get(line.getValue().size() - 1)[1];
            legend.append("<p><span style=\"color:").append(paint).append("\">&#9632;</span> ");
            legend.append(text(line.getKey())).append(": ");
            legend.append(String.format(Locale.ROOT, "%.4g", now)).append("</p>");
        }
        page.append("</svg>")
                .append(legend.isEmpty() ? "<p>nothing</p>" : legend)
                .append("<p>");
        page.append(text(panel.description())).append("</p></section>");
    }

    private static String legend(Target target, Map<String, String> labels) {
        if (target.legend().isEmpty()) {
            return labels.isEmpty() ? "value" : String.join(" ", labels.values());
        }
        String legend = target.legend().replace("{{instance}}", "this instance");
        for (Map.Entry<String, String> label : labels.entrySet()) {
            legend =
                    legend.replaceAll("\\{\\{ *" + label.getKey() + " *}}", Matcher.quoteReplacement(label.getValue()));
        }
        return legend;
    }

    private static void trace(StringBuilder page, List<CollectedSpan> all) {
        List<CollectedSpan> spans = all.stream()
                .sorted(Comparator.comparingLong(CollectedSpan::start))
                .limit(MOST_SPANS)
                .toList();
        long from = spans.get(0).start();
        long length =
                Math.max(1, spans.stream().mapToLong(CollectedSpan::end).max().orElse(from) - from);
        Map<String, String> parents = new HashMap<>();
        spans.forEach(span -> parents.put(span.spanId(), span.parentId()));
        Map<String, String> about = spans.stream()
                .map(CollectedSpan::attributes)
                .filter(attributes -> attributes.containsKey("execution.id"))
                .findFirst()
                .orElse(Map.of());
        page.append("<h3>").append(text(about.getOrDefault("execution.task", "")));
        page.append(" ").append(text(about.getOrDefault("execution.id", ""))).append("</h3><p>trace ");
        page.append(text(spans.get(0).traceId()))
                .append(", ")
                .append(all.size())
                .append(" spans</p><table>");
        for (CollectedSpan span : spans) {
            int depth = 0;
            for (String parent = span.parentId(); parents.containsKey(parent) && depth < 9; depth++) {
                parent = parents.get(parent);
            }
            page.append("<tr><td style=\"padding-left:")
                    .append(depth)
                    .append("em\">")
                    .append(text(span.name()));
            page.append("</td><td><svg width=\"600\" height=\"12\"><rect height=\"12\" fill=\"");
            page.append(span.failed() ? "#b00020" : "#1f5fa8").append("\" x=\"");
            page.append((span.start() - from) * 598 / length);
            page.append("\" width=\"").append(Math.max(2, (span.end() - span.start()) * 598 / length));
            page.append("\"/></svg></td><td>");
            page.append(String.format(Locale.ROOT, "%.1f ms", (span.end() - span.start()) / 1e6))
                    .append("</td><td>");
            page.append(text(span.attributes().getOrDefault("execution.status", "")))
                    .append("</td></tr>");
        }
        page.append("</table>");
    }

    private static String text(String raw) {
        return HtmlUtils.htmlEscape(raw);
    }
}
