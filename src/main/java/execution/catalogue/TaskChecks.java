package execution.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import execution.webhook.WebhookTargets;
import execution.yaml.FileErrors;
import execution.yaml.KeyPath;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;

/** Checks what a schema cannot say of a task's file: what holds between its values, and its expressions. */
@Component
class TaskChecks {

    /** Variables that the service sets itself, for each attempt or for the trust in results. */
    private static final Set<String> OF_THE_SERVICE = Set.of(
            "SCAN_REQUEST_ID",
            "RESULTS_BUCKET",
            "RESULTS_PREFIX",
            "EXECUTION_ID",
            "EXECUTION_ATTEMPT",
            "EXECUTION_TASK",
            "EXECUTION_INPUT",
            "EXECUTION_SECRETS",
            "EXECUTION_CALLBACK_URL",
            "EXECUTION_CALLBACK_TOKEN",
            "EXECUTION_LEASE_SECONDS",
            "PART",
            "PARTS",
            "PART_TRY",
            "PART_ARGUMENTS",
            "PART_OUTPUT",
            "PART_INPUT_URL",
            "PART_INPUT_SIZE");

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration LONGEST_PAUSE = TaskFile.Attempts.LONGEST_PAUSE;
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3_650);

    private final TaskExpressions expressions;
    private final WebhookTargets webhooks;

    TaskChecks(TaskExpressions expressions, WebhookTargets webhooks) {
        this.expressions = expressions;
        this.webhooks = webhooks;
    }

    /** Adds what is wrong with the file. Values that the schema refused are not looked at again. */
    void check(JsonNode file, FileErrors errors) {
        if (!file.isObject()) {
            return;
        }
        size(file, errors);
        function(file, errors);
        worker(file, errors);
        environment(file, errors);
        attempts(file, errors);
        duration(file, errors, LONGEST, "limits", "waiting");
        duration(file, errors, LONGEST, "limits", "starting");
        duration(file, errors, LONGEST, "limits", "running");
        duration(file, errors, LONGEST_RETENTION, "retention");
        priority(file, errors);
        webhook(file, errors);
        if (file.path("request").isObject()) {
            RequestSchema.errors(file.get("request"))
                    .forEach((path, problem) -> errors.add(KeyPath.of("request").to(path), problem));
        }
        expressions(file.path("queue").path("event"), KeyPath.of("queue", "event"), errors);
    }

    private static void size(JsonNode file, FileErrors errors) {
        JsonNode container = file.path("container");
        KeyPath cpu = KeyPath.of("container", "cpu");
        KeyPath memory = KeyPath.of("container", "memory");
        if (container.has("cpu") != container.has("memory")) {
            errors.add(
                    container.has("cpu") ? memory : cpu,
                    "is required where " + (container.has("cpu") ? "cpu" : "memory") + " is there");
        }
        if (container.path("cpu").isInt() && errors.isFine(cpu)) {
            int units = container.get("cpu").intValue();
            if (!FargateSize.isCpu(units)) {
                errors.add(cpu, "must be one of " + FargateSize.cpus());
            } else if (container.path("memory").isInt()
                    && errors.isFine(memory)
                    && !FargateSize.isPair(units, container.get("memory").intValue())) {
                errors.add(
                        memory,
                        "must be " + FargateSize.memories(units) + " with cpu " + units + ", as Fargate has it");
            }
        }
        if (container.path("platform").asText().startsWith("WINDOWS")
                && container.path("architecture").asText().equals("ARM64")) {
            errors.add(KeyPath.of("container", "architecture"), "must be X86_64 for Windows");
        }
    }

    private static void function(JsonNode file, FileErrors errors) {
        if (file.path("runner").asText().equals("lambda") && !file.has("lambda")) {
            errors.add(KeyPath.of("lambda"), "is required where runner is lambda");
        }
    }

    private static void worker(JsonNode file, FileErrors errors) {
        JsonNode worker = file.path("worker");
        KeyPath path = KeyPath.of("worker");
        if (!file.has("worker")) {
            if (file.path("runner").asText().equals("worker")) {
                errors.add(path, "is required where runner is worker");
            }
            return;
        }
        if (!worker.isObject() || !errors.isFine(path.to("mode"))) {
            return;
        }
        if (worker.path("mode").asText().equals("function")) {
            if (!worker.has("function")) {
                errors.add(path.to("function"), "is required where mode is function");
            }
            if (worker.has("command")) {
                errors.add(path.to("command"), "must not stand where mode is function");
            }
            return;
        }
        if (worker.has("function")) {
            errors.add(path.to("function"), "belongs to mode: function alone");
        }
        if (!worker.has("command") && !file.path("container").has("command")) {
            errors.add(path.to("command"), "is required where neither container.command nor mode: function is there");
        }
    }

    private void environment(JsonNode file, FileErrors errors) {
        KeyPath variables = KeyPath.of("environment", "variables");
        JsonNode environment = file.path("environment");
        expressions(environment.path("variables"), variables, errors);
        environment.path("variables").fieldNames().forEachRemaining(name -> unreserved(name, variables, errors));
        file.path("secrets").fieldNames().forEachRemaining(name -> {
            unreserved(name, KeyPath.of("secrets"), errors);
            if (environment.path("variables").has(name)) {
                errors.add(KeyPath.of("secrets", name), "stands under environment.variables as well");
            }
        });
        for (int i = 0; i < environment.path("refusals").size(); i++) {
            expression(
                    environment.get("refusals").path(i).path("when"),
                    KeyPath.of("environment", "refusals", i, "when"),
                    errors);
        }
    }

    private static void unreserved(String name, KeyPath around, FileErrors errors) {
        if (OF_THE_SERVICE.contains(name)) {
            errors.add(around.to(name), "is set by the service itself");
        }
    }

    private void expressions(JsonNode named, KeyPath path, FileErrors errors) {
        named.properties().forEach(entry -> expression(entry.getValue(), path.to(entry.getKey()), errors));
    }

    private void expression(JsonNode value, KeyPath path, FileErrors errors) {
        if (!value.isObject() || value.size() != 1 || !errors.isFine(path)) {
            return;
        }
        Map.Entry<String, JsonNode> only = value.properties().iterator().next();
        try {
            expressions.check(
                    new TaskFile.Expression(only.getKey(), only.getValue().textValue()));
        } catch (IllegalArgumentException e) {
            errors.add(path.to(only.getKey()), "cannot be used: " + e.getMessage());
        }
    }

    private static void attempts(JsonNode file, FileErrors errors) {
        Duration first = duration(file, errors, LONGEST_PAUSE, "attempts", "first_pause");
        Duration longest = duration(file, errors, LONGEST_PAUSE, "attempts", "longest_pause");
        if (first != null && longest != null && first.compareTo(longest) > 0) {
            errors.add(KeyPath.of("attempts", "longest_pause"), "must not be shorter than first_pause");
        }
        JsonNode rules = file.path("attempts").path("rules");
        for (int i = 0; i < rules.size(); i++) {
            KeyPath codes = KeyPath.of("attempts", "rules", i, "codes");
            if (!rules.path(i).has("codes") || !errors.isFine(codes)) {
                continue;
            }
            if (!rules.path(i).path("on").asText().equals("exit_code")) {
                errors.add(codes, "belongs to on: exit_code alone");
            }
            try {
                ExitCodes.of(rules.path(i).get("codes").asText());
            } catch (IllegalArgumentException e) {
                errors.add(codes, e.getMessage());
            }
        }
    }

    private static void priority(JsonNode file, FileErrors errors) {
        JsonNode priority = file.path("priority");
        KeyPath path = KeyPath.of("priority");
        if (errors.isFine(path)
                && priority.has("standard")
                && priority.path("most").asInt(TaskFile.Priority.DEFAULT.most())
                        < priority.get("standard").intValue()) {
            errors.add(path.to("standard"), "must be at most priority.most");
        }
    }

    private void webhook(JsonNode file, FileErrors errors) {
        JsonNode url = file.path("webhook").path("url");
        KeyPath path = KeyPath.of("webhook", "url");
        if (url.isTextual() && errors.isFine(path)) {
            webhooks.problem(url.textValue()).ifPresent(problem -> errors.add(path, problem));
        }
    }

    /** Gives a duration; null if it is left out or not valid. */
    private static Duration duration(JsonNode file, FileErrors errors, Duration longest, Object... keys) {
        KeyPath path = KeyPath.of(keys);
        JsonNode at = file;
        for (Object key : keys) {
            at = at.path(key.toString());
        }
        if (!at.isTextual() || !errors.isFine(path)) {
            return null;
        }
        Duration duration;
        try {
            duration = DurationStyle.detectAndParse(at.textValue());
        } catch (IllegalArgumentException | ArithmeticException e) {
            errors.add(path, "must be a time such as 30s, 15m, 6h, 90d or PT1H30M");
            return null;
        }
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(longest) > 0) {
            errors.add(path, "must be from 1s to " + longest.toDays() + "d");
            return null;
        }
        return duration;
    }
}
