package gateway.execution;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.ExecutionKey;
import execution.parts.PartitionJob;
import execution.security.OperatorRole;
import execution.store.parts.PartitionStore;
import gateway.access.Form;
import gateway.access.Visitor;
import gateway.audit.Audit;
import gateway.call.ServiceCalls;
import gateway.call.ServiceCalls.Answer;
import gateway.page.Html;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;

/** What may be done with one execution: a page to confirm it, and the form of that page. */
@Controller
class ActionController {

    private static final String PATH = Paths.EXECUTION + "/{action:cancel|rerun|repair|limits}";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final ExecutionViews views;
    private final PartitionStore parts;
    private final ServiceCalls calls;
    private final Audit audit;
    private final Html html;

    ActionController(ExecutionViews views, PartitionStore parts, ServiceCalls calls, Audit audit, Html html) {
        this.views = views;
        this.parts = parts;
        this.calls = calls;
        this.audit = audit;
        this.html = html;
    }

    @GetMapping(PATH)
    ResponseEntity<String> confirm(
            @PathVariable String tenant,
            @PathVariable String event,
            @PathVariable String execution,
            @PathVariable("action") String name) {
        ExecutionKey key = Paths.key(tenant, event, execution);
        ExecutionAction action = action(name);
        if (!Visitor.current().may(OperatorRole.OPERATOR)) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "Your role does not allow this.");
        }
        views.read(key).orElseThrow(Paths::noSuchExecution);
        return html.page(
                action.label() + ": execution " + key.executionId(),
                "action",
                new ActionPage(Paths.of(key), action, fields(action, key)));
    }

    @PostMapping(PATH)
    ResponseEntity<String> act(
            @PathVariable String tenant,
            @PathVariable String event,
            @PathVariable String execution,
            @PathVariable("action") String name,
            HttpServletRequest request)
            throws IOException {
        ExecutionKey key = Paths.key(tenant, event, execution);
        ExecutionAction action = action(name);
        ObjectNode body = body(action, key, Form.of(request));
        Answer answer = audit.run(
                request,
                action.operation(),
                key.toString(),
                body == null ? null : body.toString(),
                () -> calls.call(Visitor.current(), action.operation(), key, Map.of(), body));
        if (!answer.succeeded()) {
            throw new ResponseStatusException(HttpStatus.valueOf(answer.status()), answer.detail());
        }
        return html.seeOther(Paths.of(after(key, answer)) + "?done=" + action.path());
    }

    private static ExecutionAction action(String name) {
        return ExecutionAction.of(name).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /** Gives the execution that the answer is about, which is a new one after a re-run. */
    private static ExecutionKey after(ExecutionKey key, Answer answer) {
        String event = answer.body().path("jit_event_id").asText(key.jitEventId());
        String execution = answer.body().path("execution_id").asText(key.executionId());
        return new ExecutionKey(key.tenantId(), event, execution);
    }

    private List<ActionPage.Field> fields(ExecutionAction action, ExecutionKey key) {
        if (action != ExecutionAction.LIMITS) {
            return List.of();
        }
        PartitionJob job = parts.job(key).orElseThrow(Paths::noSuchExecution);
        return List.of(
                new ActionPage.Field("max_in_flight", "In flight at most", job.maxInFlight(), 1, 10_000),
                new ActionPage.Field("tolerated_failures", "Tolerated failures", job.toleratedFailures(), 0, 1_000_000),
                new ActionPage.Field(
                        "tolerated_percent", "Tolerated failures of a hundred", job.toleratedPercent(), 0, 100));
    }

    private ObjectNode body(ExecutionAction action, ExecutionKey key, Form form) {
        if (action != ExecutionAction.LIMITS) {
            return null;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (ActionPage.Field field : fields(action, key)) {
            String value = form.field(field.name());
            if (value == null || !NUMBER.matcher(value).matches()) {
                throw new ResponseStatusException(HttpStatus.BAD_REQUEST, field.label() + ": must be a whole number.");
            }
            body.put(field.name(), Long.parseLong(value));
        }
        return body;
    }
}
