package gateway.lane;

import execution.allocation.LaneWakeUps;
import execution.allocation.OverduePending;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.runner.LaunchBudget;
import execution.store.Executions;
import execution.store.LaneOrder;
import execution.store.Lanes;
import execution.store.WorkIndex;
import execution.store.parts.PartitionStore;
import gateway.execution.Paths;
import gateway.page.Html;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

/** Says why an execution waits: as a part of the execution's page, or as a page where scripts are off. */
@Controller
class WaitingController {

    /** A page of htmx asks no more after this status. */
    private static final int STOP_ASKING = 286;

    /** How many blocks of a job are looked at, from the first on that has parts in flight. */
    private static final int MOST_BLOCKS = 200;

    private final Executions executions;
    private final PartitionStore parts;
    private final Lanes lanes;
    private final WorkIndex index;
    private final LaneOrder order;
    private final LaneWakeUps wakeUps;
    private final OverduePending overdue;
    private final LaunchBudget budget;
    private final Html html;
    private final Clock clock;

    WaitingController(
            Executions executions,
            PartitionStore parts,
            Lanes lanes,
            WorkIndex index,
            LaneOrder order,
            LaneWakeUps wakeUps,
            OverduePending overdue,
            LaunchBudget budget,
            Html html,
            Clock clock) {
        this.executions = executions;
        this.parts = parts;
        this.lanes = lanes;
        this.index = index;
        this.order = order;
        this.wakeUps = wakeUps;
        this.overdue = overdue;
        this.budget = budget;
        this.html = html;
        this.clock = clock;
    }

    @GetMapping(Paths.EXECUTION + "/waiting")
    ResponseEntity<String> show(
            @PathVariable String tenant,
            @PathVariable String event,
            @PathVariable String execution,
            @RequestHeader(name = "HX-Request", required = false) String part) {
        ExecutionKey key = Paths.key(tenant, event, execution);
        Execution row = executions.find(key).orElseThrow(Paths::noSuchExecution);
        boolean mayWaitLater = hasParts(row) && !row.status().isTerminal();
        boolean hasBegun = hasParts(row) && row.status().compareTo(ExecutionStatus.ALLOCATED) > 0;
        WaitingView view = new WaitingView(Paths.of(key), hasBegun ? "Why parts wait" : "Why it waits", sentences(row));
        if (part == null) {
            return html.page("Why execution " + key.executionId() + " waits", "waitingPage", view);
        }
        return view.sentences().isEmpty() && !mayWaitLater
                ? html.part(STOP_ASKING, "waiting", view)
                : html.part("waiting", view);
    }

    private List<String> sentences(Execution row) {
        Instant now = clock.instant();
        return switch (row.status()) {
            case PENDING ->
                WaitingWords.pending(
                        row,
                        lanes.of(row.lane()),
                        index.countBefore(row.lane(), order.entry(row).position(), Lanes.MOST_COUNTED + 1),
                        wakeUps.failures(row.lane()),
                        overdue.waitsUntil(row),
                        now);
            case ALLOCATED ->
                WaitingWords.allocated(row, budget.runner().equals(row.lane().runner()) ? budget.now() : null, now);
            case DISPATCHED -> hasParts(row) ? ofParts(row, now) : WaitingWords.dispatched(row);
            case RUNNING -> hasParts(row) ? ofParts(row, now) : List.of();
            default -> List.of();
        };
    }

    private static boolean hasParts(Execution row) {
        return row.job().partitions() != null;
    }

    private List<String> ofParts(Execution row, Instant now) {
        PartitionJob job = parts.job(row.key()).orElse(null);
        if (job == null) {
            return WaitingWords.dispatched(row);
        }
        Lane lane = new Lane(row.key().tenantId(), row.job().partitions().runner());
        List<PartBlock> blocks = parts.blocks(
                row.key(), job.settledBlocks(), Math.min(job.openedBlocks(), job.settledBlocks() + MOST_BLOCKS));
        return PartsWords.of(job, lanes.of(lane), lanes.holders(lane), blocks, now);
    }
}
