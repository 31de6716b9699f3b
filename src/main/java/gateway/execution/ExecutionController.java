package gateway.execution;

import execution.model.ExecutionKey;
import execution.security.OperatorRole;
import gateway.access.Visitor;
import gateway.live.View;
import gateway.live.Watches;
import gateway.page.Html;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of one execution, and what keeps it up to date. */
@Controller
class ExecutionController {

    private final ExecutionViews views;
    private final Watches watches;
    private final Html html;

    ExecutionController(ExecutionViews views, Watches watches, Html html) {
        this.views = views;
        this.watches = watches;
        this.html = html;
    }

    @GetMapping(Paths.EXECUTION)
    ResponseEntity<String> show(
            @PathVariable String tenant,
            @PathVariable String event,
            @PathVariable String execution,
            @RequestParam(name = "done", required = false) String done) {
        ExecutionKey key = Paths.key(tenant, event, execution);
        ExecutionView view = views.read(key).orElseThrow(Paths::noSuchExecution);
        return html.page(
                "Execution " + key.executionId(),
                "execution",
                new ExecutionPage(view, Visitor.current().may(OperatorRole.OPERATOR), notice(done)));
    }

    /** Gives what is said of an action that was done just now. */
    private static String notice(String done) {
        if (done == null) {
            return null;
        }
        return "run".equals(done)
                ? "Run: accepted."
                : ExecutionAction.of(done)
                        .map(action -> action.label() + ": accepted.")
                        .orElse(null);
    }

    @GetMapping(Paths.EXECUTION + "/live")
    void live(
            @PathVariable String tenant,
            @PathVariable String event,
            @PathVariable String execution,
            HttpServletRequest request,
            HttpServletResponse response) {
        ExecutionKey key = Paths.key(tenant, event, execution);
        watches.follow(request, response, "execution " + key, () -> () -> look(key));
    }

    private View.Sight look(ExecutionKey key) {
        ExecutionView view = views.read(key).orElse(null);
        if (view == null) {
            return new View.Sight(Map.of("status", "gone"), true);
        }
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("status", html.fragment("executionStatus", view));
        parts.put("facts", html.fragment("executionFacts", view));
        parts.put("actions", html.fragment("executionActions", view));
        parts.put("parts", html.fragment("executionParts", view));
        parts.put("history", html.fragment("executionHistory", view));
        return new View.Sight(parts, view.isSettled());
    }
}
