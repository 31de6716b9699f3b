package gateway.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.security.OperatorRole;
import gateway.access.Form;
import gateway.access.Visitor;
import gateway.audit.Audit;
import gateway.call.ServiceCalls;
import gateway.call.ServiceCalls.Answer;
import gateway.execution.Paths;
import gateway.page.Html;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;

/** The page of one task, from which an operator can run the task for a tenant. */
@Controller
class TaskController {

    /** What the events of this page have where other events name what led to them. */
    private static final String ORIGIN = "by-hand";

    private static final String PATH = "/ui/catalogue/{task}";
    private static final String OPERATION = "trigger-execution";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Catalogue catalogue;
    private final ServiceCalls calls;
    private final Audit audit;
    private final Html html;
    private final ObjectMapper mapper;
    private final ObjectReader strict;

    TaskController(Catalogue catalogue, ServiceCalls calls, Audit audit, Html html, ObjectMapper mapper) {
        this.catalogue = catalogue;
        this.calls = calls;
        this.audit = audit;
        this.html = html;
        this.mapper = mapper;
        this.strict = mapper.reader(
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    /** Gives the address of a task's page. */
    static String path(String task) {
        return PATH.replace("{task}", task);
    }

    @GetMapping(PATH)
    ResponseEntity<String> show(@PathVariable String task) {
        return page(HttpStatus.OK, file(task), TaskPage.Values.fresh(), null);
    }

    @PostMapping(PATH)
    ResponseEntity<String> run(@PathVariable String task, HttpServletRequest request) throws IOException {
        TaskFile file = file(task);
        TaskPage.Values values = TaskPage.Values.of(Form.of(request));
        ObjectNode event;
        try {
            event = event(file, values);
        } catch (UnusableFieldException e) {
            return page(HttpStatus.BAD_REQUEST, file, values, e.getMessage());
        }
        String detail = "event " + values.event() + ", asset " + values.asset()
                + (values.parts() == null ? "" : ", parts " + values.parts());
        Answer answer = audit.run(
                request,
                OPERATION,
                values.tenant() + "/" + task,
                detail,
                () -> calls.call(Visitor.current(), OPERATION, values.tenant(), Map.of(), event));
        if (!answer.succeeded()) {
            return page(HttpStatus.valueOf(answer.status()), file, values, answer.detail());
        }
        ExecutionKey key = new ExecutionKey(
                values.tenant(),
                answer.body().path("jit_event_id").asText(),
                answer.body().path("execution_id").asText());
        return html.seeOther(Paths.of(key) + "?done=run");
    }

    private TaskFile file(String task) {
        Visitor.current().requireAllTenants();
        return catalogue
                .find(task)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such task."));
    }

    private ResponseEntity<String> page(HttpStatus status, TaskFile task, TaskPage.Values values, String problem) {
        return html.page(
                status.value(),
                "Task " + task.name(),
                "task",
                new TaskPage(
                        path(task.name()),
                        task.title(),
                        task.description(),
                        task.runner(),
                        task.source(),
                        task.request() == null ? null : task.request().toPrettyString(),
                        task.worker() != null,
                        Visitor.current().may(OperatorRole.OPERATOR),
                        values,
                        problem));
    }

    /** Makes the event. What its fields may be is decided by the operation, as for each request. */
    private ObjectNode event(TaskFile task, TaskPage.Values values) {
        if (!values.sure()) {
            throw new UnusableFieldException("Tick that the task is to run.");
        }
        if (values.tenant() == null || !Paths.isTenant(values.tenant())) {
            throw new UnusableFieldException("Tenant: no tenant can have this name.");
        }
        ObjectNode event = mapper.createObjectNode()
                .put("jit_event_id", values.event())
                .put("jit_event_name", ORIGIN)
                .put("workflow_slug", ORIGIN)
                .put("job_name", task.name())
                .put("asset_id", values.asset())
                .put("input", values.input());
        if (values.request() != null) {
            event.set("request", json(values.request()));
        }
        if (values.parts() != null) {
            if (!NUMBER.matcher(values.parts()).matches()) {
                throw new UnusableFieldException("Parts: must be a whole number.");
            }
            event.put("job_runner", PartitionPlan.FLEET);
            event.putObject("partitions").put("count", Integer.valueOf(values.parts()));
        }
        return event;
    }

    private JsonNode json(String text) {
        try {
            return strict.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UnusableFieldException("Request: must be JSON" + where(e) + ".");
        }
    }

    private static String where(JsonProcessingException problem) {
        return problem.getLocation() == null
                ? ""
                : "; see line " + problem.getLocation().getLineNr();
    }

    /** A field of the form cannot be used. */
    private static final class UnusableFieldException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private UnusableFieldException(String message) {
            super(message);
        }
    }
}
