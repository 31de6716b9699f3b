package gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.model.StatusChange;
import execution.operations.OptionalStages;
import execution.store.ExecutionItems;
import execution.store.Executions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads what the page of one execution shows. */
@Component
class ExecutionViews {

    /**
     * For so long after its end results of an execution may still come; a page that is loaded later shows later ones.
     */
    private static final Duration RESULTS_WITHIN = Duration.ofMinutes(1);

    /** What of a row is shown, by the labels under which it is shown, in this order. */
    private static final Map<String, String> LABELS = labels();

    private final Executions executions;
    private final ExecutionItems items;
    private final PartsViews parts;
    private final OptionalStages operations;
    private final Clock clock;

    ExecutionViews(
            Executions executions, ExecutionItems items, PartsViews parts, OptionalStages operations, Clock clock) {
        this.executions = executions;
        this.items = items;
        this.parts = parts;
        this.operations = operations;
        this.clock = clock;
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new java.util.LinkedHashMap<>();
        labels.put("Tenant", "tenant_id");
        labels.put("Event", "jit_event_id");
        labels.put("Job", "job_name");
        labels.put("Runner", "job_runner");
        labels.put("Plan", "plan_slug");
        labels.put("Plan item", "plan_item_slug");
        labels.put("Workflow", "workflow_slug");
        labels.put("Control", "control_name");
        labels.put("Asset", "asset_name");
        labels.put("Vendor", "vendor");
        labels.put("Priority", "priority");
        labels.put("Created", "created_at");
        labels.put("Running since", "registered_at");
        labels.put("Ended", "completed_at");
        labels.put("Exit code", "exit_code");
        labels.put("Reason", "reason");
        labels.put("What to do", "remedy");
        labels.put("Task", "task_reference");
        labels.put("Input", "input");
        labels.put("Request", "request");
        labels.put("Attributes", "additional_attributes");
        labels.put("Stop asked for", "stop");
        labels.put("Reported by the task", "report");
        labels.put("Findings", "has_findings");
        labels.put("Object with the results", "results_key");
        labels.put("Results not read because", "results_error");
        labels.put("Webhook", "webhook");
        return labels;
    }

    /** Gives what there is to see; empty if there is no such execution. */
    Optional<ExecutionView> read(ExecutionKey key) {
        return executions.find(key).map(this::view);
    }

    private ExecutionView view(Execution execution) {
        JsonNode row = items.toJson(execution);
        boolean isEnded = execution.status().isTerminal();
        boolean hasParts = PartitionPlan.RUNNER.equals(execution.job().jobRunner());
        return new ExecutionView(
                Paths.of(execution.key()),
                execution.status().text(),
                isEnded,
                isSettled(execution),
                facts(execution, row),
                attempts(row),
                changes(execution),
                timeline(execution),
                hasParts ? parts.read(execution.key()).orElse(null) : null,
                Arrays.stream(ExecutionAction.values())
                        .filter(action -> action.isFor(isEnded, hasParts) && operations.isThere(action.operation()))
                        .toList());
    }

    private boolean isSettled(Execution execution) {
        Instant ended = execution.outcome().completedAt();
        return ended != null && execution.isFullyPublished() && clock.instant().isAfter(ended.plus(RESULTS_WITHIN));
    }

    private static List<Fact> facts(Execution execution, JsonNode row) {
        List<Fact> facts = new ArrayList<>();
        LABELS.forEach((label, name) -> {
            String value =
                    name.endsWith("_at") ? RowTexts.time(RowTexts.of(row.path(name))) : RowTexts.of(row.path(name));
            boolean isEmpty = row.path(name).isContainerNode() && row.path(name).isEmpty();
            if (value != null && !value.isEmpty() && !isEmpty) {
                facts.add(new Fact(label, value, null));
            }
        });
        String before = execution.job().rerunOf();
        if (before != null && Paths.isId(before)) {
            ExecutionKey key =
                    new ExecutionKey(execution.key().tenantId(), execution.key().jitEventId(), before);
            facts.add(new Fact("Runs again", before, Paths.of(key)));
        }
        return facts;
    }

    private static List<ExecutionView.PastRow> attempts(JsonNode row) {
        List<ExecutionView.PastRow> attempts = new ArrayList<>();
        row.path("attempts")
                .forEach(attempt -> attempts.add(new ExecutionView.PastRow(
                        RowTexts.of(attempt.path("number")),
                        RowTexts.time(RowTexts.of(attempt.path("launched_at"))),
                        RowTexts.time(RowTexts.of(attempt.path("started_at"))),
                        RowTexts.time(RowTexts.of(attempt.path("ended_at"))),
                        RowTexts.of(attempt.path("task")),
                        RowTexts.of(attempt.path("exit_code")),
                        RowTexts.of(attempt.path("reason_class")),
                        RowTexts.of(attempt.path("reason")),
                        RowTexts.of(attempt.path("remedy")),
                        RowTexts.of(attempt.path("platform")))));
        return attempts;
    }

    private static List<ExecutionView.ChangeRow> changes(Execution execution) {
        return execution.history().changes().stream()
                .map(change -> new ExecutionView.ChangeRow(
                        Integer.toString(change.seq()),
                        RowTexts.time(change.occurredAt().toString()),
                        change.status().text(),
                        change.attempt() == null ? null : change.attempt().toString(),
                        RowTexts.cut(change.reason()),
                        change.seq() <= execution.publication().publishedSeq()))
                .toList();
    }

    private Timeline timeline(Execution execution) {
        List<StatusChange> changes = execution.history().changes();
        Instant end = execution.status().isTerminal()
                ? changes.get(changes.size() - 1).occurredAt()
                : Instant.ofEpochSecond(clock.instant().getEpochSecond() / 5 * 5);
        return Timeline.of(
                changes.stream()
                        .filter(change -> !change.status().isTerminal())
                        .map(change -> new Timeline.Change(change.status().text(), change.occurredAt()))
                        .toList(),
                end);
    }
}
