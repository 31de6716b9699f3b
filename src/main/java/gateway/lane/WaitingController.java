package gateway.lane;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.store.Executions;
import execution.waiting.Waiting;
import gateway.execution.Paths;
import gateway.page.Html;
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

    private final Executions executions;
    private final Waiting waiting;
    private final Html html;

    WaitingController(Executions executions, Waiting waiting, Html html) {
        this.executions = executions;
        this.waiting = waiting;
        this.html = html;
    }

    @GetMapping(Paths.EXECUTION + "/waiting")
    ResponseEntity<String> show(
            @PathVariable String tenant,
            @PathVariable String event,
            @PathVariable String execution,
            @RequestHeader(name = "HX-Request", required = false) String part) {
        ExecutionKey key = Paths.key(tenant, event, execution);
        Execution row = executions.find(key).orElseThrow(Paths::noSuchExecution);
        boolean hasParts = row.job().partitions() != null;
        boolean mayWaitLater = hasParts && !row.status().isTerminal();
        boolean hasBegun = hasParts && row.status().compareTo(ExecutionStatus.ALLOCATED) > 0;
        WaitingView view = new WaitingView(
                Paths.of(key),
                hasBegun ? "Why parts wait" : "Why it waits",
                waiting.of(row).sentences());
        if (part == null) {
            return html.page("Why execution " + key.executionId() + " waits", "waitingPage", view);
        }
        return view.sentences().isEmpty() && !mayWaitLater
                ? html.part(STOP_ASKING, "waiting", view)
                : html.part("waiting", view);
    }
}
