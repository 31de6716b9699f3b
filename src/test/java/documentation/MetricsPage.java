package documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The list of the service's own metrics in docs/metrics.md. */
public final class MetricsPage {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private MetricsPage() {}

    /**
     * A row of the list.
     *
     * @param name Micrometer's name
     * @param type counter, gauge or timer
     * @param unit empty if it has none
     * @param tags the names of its tags
     */
    public record Metric(String name, String type, String unit, Set<String> tags) {

        /** Gives the names that Prometheus has for it, but for those of buckets. */
        public List<String> prometheus() {
            String base = name.replace('.', '_');
            return switch (type) {
                case "counter" -> List.of(base + "_total");
                case "timer" -> List.of(base + "_seconds_count", base + "_seconds_sum", base + "_seconds_max");
                default -> List.of(unit.isEmpty() ? base : base + "_" + unit);
            };
        }
    }

    public static List<Metric> read() throws IOException {
        return Files.readAllLines(Path.of("docs", "metrics.md")).stream()
                .filter(line -> line.startsWith("| `execution."))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .map(cells -> new Metric(
                        codes(cells.get(1)).iterator().next(), cells.get(2), cells.get(3), codes(cells.get(4))))
                .toList();
    }

    private static Set<String> codes(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
