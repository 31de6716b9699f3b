package local.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * What the folder observability has: the panels of the dashboard and the alert rules.
 *
 * @param panels in their order
 * @param alerts in their order
 */
record Dashboard(List<Panel> panels, List<Alert> alerts) {

    private static final Path FOLDER = Path.of("observability");

    /** @param description what the values are; may be empty */
    record Panel(String title, String description, List<Target> targets) {}

    /** @param legend the name of a line, with labels in braces; may be empty */
    record Target(Query.Vector query, String legend) {}

    /** @param seconds for how long the query has to have a value */
    record Alert(String name, String severity, Query.Vector query, String text, long seconds, String remedy) {}

    static Dashboard read() throws IOException {
        List<Panel> panels = new ArrayList<>();
        for (JsonNode panel : new ObjectMapper()
                .readTree(FOLDER.resolve("dashboard.json").toFile())
                .path("panels")) {
            List<Target> targets = new ArrayList<>();
            panel.path("targets")
                    .forEach(target -> targets.add(new Target(
                            Query.of(target.path("expr").asText()),
                            target.path("legendFormat").asText(""))));
            if (!targets.isEmpty()) {
                panels.add(new Panel(
                        panel.path("title").asText(), panel.path("description").asText(""), targets));
            }
        }
        return new Dashboard(panels, rules());
    }

    private static List<Alert> rules() throws IOException {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file =
                new Yaml().load(Files.readString(FOLDER.resolve("alerts.yml")));
        return file.get("groups").stream()
                .flatMap(group -> group.get("rules").stream())
                .map(rule -> new Alert(
                        rule.get("alert").toString(),
                        ((Map<?, ?>) rule.get("labels")).get("severity").toString(),
                        Query.of(rule.get("expr").toString()),
                        rule.get("expr").toString().strip(),
                        minutes(rule.get("for")) * 60,
                        ((Map<?, ?>) rule.get("annotations")).get("remedy").toString()))
                .toList();
    }

    private static long minutes(Object length) {
        return length == null ? 0 : Long.parseLong(length.toString().replace("m", ""));
    }
}
