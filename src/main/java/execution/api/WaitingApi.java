package execution.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.Execution;
import execution.model.Timestamps;
import execution.runner.LaunchBudget;
import execution.security.Caller;
import execution.store.Executions;
import execution.waiting.Waiting;
import execution.waiting.WaitingReasons;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** Tells users why an execution of their tenant waits. */
@Component
public class WaitingApi {

    private final Caller caller;
    private final Executions executions;
    private final Waiting waiting;

    WaitingApi(Caller caller, Executions executions, Waiting waiting) {
        this.caller = caller;
        this.executions = executions;
        this.waiting = waiting;
    }

    /** Answers with the reasons, in words and in numbers. */
    public void why(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Execution execution = LogsApi.find(executions, caller.tenant(), jitEventId, executionId);
        WaitingReasons reasons = waiting.of(execution);
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("status", execution.status().text());
        ArrayNode sentences = answer.putArray("sentences");
        reasons.sentences().forEach(sentences::add);
        put(answer, "before", reasons.before());
        if (reasons.lane() != null) {
            answer.set("lane", LaneApi.json(reasons.lane()));
        }
        put(answer, "not_before", reasons.notBefore());
        put(answer, "until", reasons.until());
        put(answer, "refusals", reasons.refusals());
        if (reasons.budget() != null) {
            answer.set("budget", budget(reasons.budget()));
        }
        Responses.json(exchange, 200, answer);
    }

    private static ObjectNode budget(LaunchBudget.State budget) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("left", budget.left())
                .put("burst", budget.burst())
                .put("per_second", budget.perSecond());
    }

    private static void put(ObjectNode answer, String name, Integer number) {
        if (number != null) {
            answer.put(name, number);
        }
    }

    private static void put(ObjectNode answer, String name, Instant time) {
        if (time != null) {
            answer.put(name, Timestamps.format(time) + "Z");
        }
    }
}
