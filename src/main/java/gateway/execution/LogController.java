package gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import execution.logs.LogPosition;
import execution.logs.follow.Followers;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.store.Executions;
import gateway.access.Visitor;
import gateway.call.ServiceCalls;
import gateway.page.Html;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.server.ResponseStatusException;

/** What the task of an execution prints: its last lines, and all that follows. */
@Controller
class LogController {

    private static final Logger LOG = LoggerFactory.getLogger(LogController.class);

    private static final int LINES = 500;

    private final ServiceCalls calls;
    private final Executions executions;
    private final Followers followers;
    private final Html html;

    LogController(ServiceCalls calls, Executions executions, Followers followers, Html html) {
        this.calls = calls;
        this.executions = executions;
        this.followers = followers;
        this.html = html;
    }

    @GetMapping(Paths.EXECUTION + "/log")
    ResponseEntity<String> last(
            @PathVariable String tenant, @PathVariable String event, @PathVariable String execution) {
        ExecutionKey key = Paths.key(tenant, event, execution);
        ServiceCalls.Answer answer =
                calls.call(Visitor.current(), "get-logs", key, Map.of("tail", Integer.toString(LINES)), null);
        if (!answer.succeeded()) {
            throw new ResponseStatusException(HttpStatus.valueOf(answer.status()), answer.detail());
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode line : answer.body().path("lines")) {
            lines.add(line.path("text").asText());
        }
        return html.page(
                "Log of " + key.executionId(),
                "log",
                new LogTail(
                        Paths.of(key),
                        String.join("\n", lines),
                        RowTexts.of(answer.body().path("reason"))));
    }

    /** Follows the log, as the operation {@code get-logs} does with {@code follow=true}. */
    @GetMapping(Paths.EXECUTION + "/log/live")
    void follow(
            @PathVariable String tenant,
            @PathVariable String event,
            @PathVariable String execution,
            @RequestHeader(name = "Last-Event-ID", required = false) String last,
            HttpServletRequest request,
            HttpServletResponse response) {
        ExecutionKey key = Paths.key(tenant, event, execution);
        if (Followers.END.equals(last)) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        LogPosition from = last == null || last.isEmpty()
                ? null
                : LogPosition.parse(last)
                        .orElseThrow(() -> new ResponseStatusException(
                                HttpStatus.BAD_REQUEST, "Last-Event-ID is not the id of an event of this log."));
        Execution row = executions.find(key).orElseThrow(Paths::noSuchExecution);
        Visitor visitor = Visitor.current();
        // Operators have places of their own, so that they take none of those of the tenant that they look at.
        Optional<Runnable> leave = followers.enter(visitor.tenant() == null ? "operator " + visitor.name() : tenant);
        if (leave.isEmpty()) {
            response.setHeader("Retry-After", "5");
            throw new ResponseStatusException(
                    HttpStatus.TOO_MANY_REQUESTS, "As many logs are followed as may be at once; end others first.");
        }
        AsyncContext async = request.startAsync(request, response);
        followers.follow(
                async,
                leave.get(),
                () -> new Followers.Wish(
                        row,
                        row.attempt(),
                        from == null ? LINES : 0,
                        from == null ? LogPosition.beginning(null) : from),
                failure -> {
                    LOG.error("A log cannot be followed on a page", failure);
                    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                    async.complete();
                });
    }
}
