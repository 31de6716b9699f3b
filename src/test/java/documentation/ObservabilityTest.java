package documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.store.StatusMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * The dashboard and the alert rules ask for metrics and labels that docs/metrics.md has, and so for what the service
 * registers: system.RunningServiceIT compares it with that page.
 */
class ObservabilityTest {

    private static final Pattern METRIC = Pattern.compile("\\b(execution_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern REGISTERED = Pattern.compile("\\bbuilder\\(\\s*\"(execution\\.[a-z.]+)\"");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+) *(?:=~|!=|!~|=)");
    private static final Pattern GROUPS = Pattern.compile("\\bby \\(([^)]*)\\)");

    /** Labels that Prometheus adds. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

    /** The labels of each metric, by Prometheus's name. */
    private static final Map<String, Set<String>> METRICS = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (MetricsPage.Metric metric : MetricsPage.read()) {
            metric.prometheus().forEach(name -> METRICS.put(name, metric.tags()));
        }
        for (String withBuckets :
                List.of("execution_waited", "execution_publication_lag", "execution_results_reading")) {
            METRICS.put(withBuckets + "_seconds_bucket", METRICS.get(withBuckets + "_seconds_count"));
        }
    }

    private static List<String> dashboard() throws IOException {
        JsonNode board = new ObjectMapper()
                .readTree(Path.of("observability", "dashboard.json").toFile());
        List<String> queries = new ArrayList<>(board.findValuesAsText("expr"));
        board.at("/templating/list")
                .forEach(variable -> queries.add(variable.path("query").asText()));
        return queries;
    }

    private static List<Map<String, Object>> rules() throws IOException {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file =
                new Yaml().load(Files.readString(Path.of("observability", "alerts.yml")));
        return file.get("groups").stream()
                .flatMap(group -> group.get("rules").stream())
                .toList();
    }

    /** Gives what a query asks for that does not exist. */
    private static Stream<String> unknown(String query) {
        Set<String> unknown = new TreeSet<>();
        Set<String> known = new TreeSet<>(OF_PROMETHEUS);
        for (MatchResult metric : METRIC.matcher(query).results().toList()) {
            Set<String> tags = METRICS.get(metric.group(1));
            if (tags == null) {
                unknown.add(metric.group(1));
                continue;
            }
            known.addAll(tags);
            LABEL.matcher(metric.group(2) == null ? "" : metric.group(2).replaceAll("\"[^\"]*\"", "\"\""))
                    .results()
                    .map(label -> label.group(1))
                    .filter(label -> !tags.contains(label) && !OF_PROMETHEUS.contains(label))
                    .forEach(label -> unknown.add(metric.group(1) + "{" + label + "}"));
        }
        GROUPS.matcher(query)
                .results()
                .flatMap(group -> Stream.of(group.group(1).split(", *")))
                .filter(label -> !known.contains(label))
                .forEach(label -> unknown.add("by " + label + ": " + query));
        return unknown.stream();
    }

    /** Finds without a running service what system.RunningServiceIT would. */
    @Test
    void shouldHaveOnThePageWhatTheCodeRegisters() throws IOException {
        Set<String> registered = new TreeSet<>(List.of(StatusMeters.ENDED, StatusMeters.WAITED));
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/execution"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                REGISTERED
                        .matcher(Files.readString(file))
                        .results()
                        .map(name -> name.group(1))
                        .forEach(registered::add);
            }
        }

        assertThat(MetricsPage.read())
                .extracting(MetricsPage.Metric::name)
                .containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void shouldAskInTheDashboardForWhatThereIs() throws IOException {
        List<String> queries = dashboard();

        assertThat(queries).hasSizeGreaterThan(25);
        assertThat(queries.stream().flatMap(ObservabilityTest::unknown)).isEmpty();
    }

    @Test
    void shouldShowEachMetricInTheDashboard() throws IOException {
        String queries = String.join("\n", dashboard());

        assertThat(MetricsPage.read())
                .filteredOn(metric -> metric.prometheus().stream().noneMatch(queries::contains))
                .isEmpty();
    }

    @Test
    void shouldAlertByWhatThereIs() throws IOException {
        assertThat(rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(unknown((String) rule.get("expr"))).isEmpty();
            assertThat(rule.get("annotations")).asString().contains("summary=", "remedy=");
        });
    }

    @Test
    void shouldTestEachAlert() throws IOException {
        String tests = Files.readString(Path.of("observability", "alerts.test.yml"));

        assertThat(rules())
                .extracting(rule -> (String) rule.get("alert"))
                .doesNotHaveDuplicates()
                .allMatch(tests::contains);
    }

    @Test
    void shouldFindAMetricAndALabelThatAreNotThere() {
        assertThat(
                        unknown(
                                "sum by (color) (rate(execution_ended_total{statu=\"x\", job=~\"$job\"}[5m])) / execution_gone"))
                .containsExactly(
                        "by color: sum by (color) (rate(execution_ended_total{statu=\"x\", job=~\"$job\"}[5m]))"
                                + " / execution_gone",
                        "execution_ended_total{statu}",
                        "execution_gone");
    }
}
