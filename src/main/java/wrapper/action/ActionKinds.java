package wrapper.action;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import wrapper.config.InputProblems;
import wrapper.job.Action;
import wrapper.job.ActionParser;
import wrapper.job.Condition;
import wrapper.job.Stage;
import wrapper.json.JsonValues;

/** The kinds of actions that there are: the wrapper's own, and those that an operator adds by YAML routes. */
public final class ActionKinds implements ActionParser {
    private static final String STAGE = "stage";
    private static final String PLUGIN = "plugin";
    private static final String CONDITION = "condition";
    private static final String LABEL = "action";

    private final Map<String, Kind> kinds = new HashMap<>();

    /**
     * Takes the operator's kinds. Their keys are not checked.
     *
     * @param routes the endpoint of the route for each plugin
     */
    public ActionKinds(Map<String, String> routes) {
        routes.forEach((plugin, uri) -> kinds.put(plugin, new Kind(uri, fields -> {})));
        kinds.put("http", new Kind("direct:action-http", HttpActionRequest::parse));
        kinds.put("s3", new Kind("direct:action-s3", S3ActionRequest::parse));
        kinds.put("ecs_snstrace", new Kind("direct:action-sns", SnsTrace::parse));
    }

    @Override
    public List<Action> parse(String key, JsonNode node, InputProblems problems) {
        List<Action> actions = new ArrayList<>();
        if (node.isMissingNode() || node.isNull()) {
            return actions;
        }
        if (!node.isArray()) {
            problems.add(key, "must be a list");
            return actions;
        }
        for (int i = 0; i < node.size(); i++) {
            String place = "%s[%d]".formatted(key, i);
            if (node.get(i).isObject()) {
                action(place, node.get(i), problems).ifPresent(actions::add);
            } else {
                problems.add(place, "must be an object");
            }
        }
        return actions;
    }

    private Optional<Action> action(String place, JsonNode node, InputProblems problems) {
        Map<String, Object> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), JsonValues.of(field.getValue())));
        fields.values().removeIf(value -> value == null);
        int before = problems.all().size();
        Optional<Stage> stage = stage(place, node.path(STAGE), problems);
        String plugin = text(place, PLUGIN, node, "http", problems).toLowerCase(Locale.ROOT);
        String label = text(place, LABEL, node, plugin, problems);
        Optional<Condition> condition = node.hasNonNull(CONDITION)
                ? Condition.parse(place + "." + CONDITION, node.get(CONDITION), problems)
                : Optional.empty();
        List.of(STAGE, PLUGIN, LABEL, CONDITION).forEach(fields::remove);
        Kind kind = kinds.get(plugin);
        if (kind == null) {
            problems.add(
                    place + "." + PLUGIN, "no such plugin, only " + String.join(", ", new TreeSet<>(kinds.keySet())));
            return Optional.empty();
        }
        kind.check.accept(new Fields(place + ".", fields, false, problems));
        if (problems.all().size() > before) {
            return Optional.empty();
        }
        String name = place + (label.equals(plugin) ? "" : " \"" + label + "\"") + " (" + plugin + ")";
        return Optional.of(new Action(name, stage.orElseThrow(), label, kind.uri, condition, fields));
    }

    private static Optional<Stage> stage(String place, JsonNode node, InputProblems problems) {
        for (Stage stage : Stage.values()) {
            if (stage.text().equals(node.textValue())) {
                return Optional.of(stage);
            }
        }
        problems.add(place + "." + STAGE, node.isMissingNode() ? "is required: start or end" : "must be start or end");
        return Optional.empty();
    }

    private static String text(String place, String key, JsonNode node, String otherwise, InputProblems problems) {
        if (!node.hasNonNull(key)) {
            return otherwise;
        }
        if (!node.get(key).isTextual()) {
            problems.add(place + "." + key, "must be a text");
            return otherwise;
        }
        return node.get(key).textValue();
    }

    /** A kind of action: the endpoint of its route, and the check of its keys before anything runs. */
    private record Kind(String uri, Consumer<Fields> check) {}
}
