package gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import gateway.access.Visitor;
import gateway.call.ServiceCalls;
import gateway.page.Html;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The page with the parts of a job. */
@Controller
class PartsController {

    private static final int ROWS = 100;

    private final ServiceCalls calls;
    private final Html html;

    PartsController(ServiceCalls calls, Html html) {
        this.calls = calls;
        this.html = html;
    }

    @GetMapping(Paths.EXECUTION + "/parts")
    ResponseEntity<String> list(
            @PathVariable String tenant,
            @PathVariable String event,
            @PathVariable String execution,
            @RequestParam(required = false) String state,
            @RequestParam(required = false) String next) {
        ExecutionKey key = Paths.key(tenant, event, execution);
        Map<String, String> wanted = new HashMap<>(Map.of("limit", Integer.toString(ROWS)));
        if (state != null && !state.isEmpty()) {
            wanted.put("state", state);
        }
        if (next != null && !next.isEmpty()) {
            wanted.put("next", next);
        }
        ServiceCalls.Answer answer = calls.call(Visitor.current(), "list-parts", key, wanted, null);
        if (!answer.succeeded()) {
            throw new ResponseStatusException(HttpStatus.valueOf(answer.status()), answer.detail());
        }
        List<PartsPage.Row> rows = new ArrayList<>();
        answer.body().path("parts").forEach(part -> rows.add(row(part)));
        String place = RowTexts.of(answer.body().path("next"));
        String path = Paths.of(key);
        return html.page(
                "Parts of " + key.executionId(),
                "parts",
                new PartsPage(
                        path,
                        wanted.get("state"),
                        rows,
                        place == null
                                ? null
                                : path + "/parts?next=" + place
                                        + (wanted.containsKey("state") ? "&state=" + wanted.get("state") : "")));
    }

    private static PartsPage.Row row(JsonNode part) {
        return new PartsPage.Row(
                RowTexts.of(part.path("part")),
                RowTexts.of(part.path("state")),
                RowTexts.of(part.path("tries")),
                RowTexts.of(part.path("exit_code")),
                RowTexts.of(part.path("seconds")),
                RowTexts.of(part.path("reason")),
                RowTexts.of(part.path("value")));
    }
}
