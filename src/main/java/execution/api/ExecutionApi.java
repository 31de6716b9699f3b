package execution.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.logging.LogContext;
import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.security.Caller;
import execution.store.ExecutionItems;
import execution.store.ExecutionQueries;
import execution.store.Executions;
import execution.task.TaskStop;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** Answers users, who may run, list, see and cancel the executions of their own tenant. */
@Component
public class ExecutionApi {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;

    private static final String CANCELLED = "cancelledExecution";
    private static final String CANCELLED_BY_REQUEST = "cancelled by request";

    private final Caller caller;
    private final Executions executions;
    private final ExecutionQueries queries;
    private final ExecutionItems items;
    private final PartitionAnswers partitions;
    private final Cursors cursors;
    private final ObjectMapper mapper;
    private final Clock clock;

    ExecutionApi(
            Caller caller,
            Executions executions,
            ExecutionQueries queries,
            ExecutionItems items,
            PartitionAnswers partitions,
            Cursors cursors,
            ObjectMapper mapper,
            Clock clock) {
        this.caller = caller;
        this.executions = executions;
        this.queries = queries;
        this.items = items;
        this.partitions = partitions;
        this.cursors = cursors;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * Puts the caller's tenant into the header that {@code direct:trigger} reads. A header of that name in the request
     * is replaced.
     */
    public void identify(Exchange exchange) {
        exchange.getMessage().setHeader("tenant_id", caller.tenant());
    }

    /** Answers 202 with the ids of a new execution, or 200 with the row of an execution that was there before. */
    public void accepted(Exchange exchange) {
        Trigger.Accepted accepted = exchange.getMessage().getBody(Trigger.Accepted.class);
        Execution execution = accepted.execution();
        if (accepted.isNew()) {
            ObjectNode ids = mapper.createObjectNode();
            ids.put("tenant_id", execution.key().tenantId());
            ids.put("jit_event_id", execution.key().jitEventId());
            ids.put("execution_id", execution.key().executionId());
            ids.put("status", execution.status().text());
            Responses.json(exchange, 202, ids);
        } else {
            Responses.json(exchange, 200, items.toJson(execution));
        }
        exchange.getMessage()
                .setHeader(
                        "Location",
                        "/executions/" + execution.key().jitEventId() + "/"
                                + execution.key().executionId());
    }

    public void list(
            Exchange exchange,
            @Header("status") String status,
            @Header("plan_item_slug") String planItemSlug,
            @Header("limit") String limit,
            @Header("next") String next) {
        if (planItemSlug != null && !SLUG.matcher(planItemSlug).matches()) {
            throw ProblemException.invalid("plan_item_slug", "must be 1 to 64 lower-case letters, digits, - or _");
        }
        ExecutionQueries.Filter filter = new ExecutionQueries.Filter(caller.tenant(), status(status), planItemSlug);
        ExecutionQueries.Page page =
                queries.list(filter, next == null ? null : cursors.decode(filter, next), limit(limit));
        ObjectNode answer = mapper.createObjectNode();
        answer.putArray("executions").addAll(page.executions());
        answer.put("next", page.last() == null ? null : cursors.encode(filter, page.last()));
        Responses.json(exchange, 200, answer);
    }

    public void get(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Responses.json(exchange, 200, partitions.json(find(jitEventId, executionId)));
    }

    /**
     * Cancels an execution. If its runner was certainly not called, the execution ends at once. Otherwise the intent is
     * stored, and the execution ends when the platform has stopped the task, or when it is clear that there is no task.
     *
     * @return the task that is to be stopped; null if no task is known
     */
    public TaskStop cancel(
            @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId, Exchange exchange) {
        Execution execution = find(jitEventId, executionId);
        try (LogContext context = LogContext.of(execution.key(), execution.attempt())) {
            Execution after = cancel(execution);
            exchange.setProperty(CANCELLED, after);
            return TaskStop.of(after).orElse(null);
        }
    }

    /** Answers 200 with the row if the execution is cancelled, or 202 if the execution is going to be cancelled. */
    public void cancelled(@ExchangeProperty(CANCELLED) Execution execution, Exchange exchange) {
        Responses.json(exchange, execution.status().isTerminal() ? 200 : 202, items.toJson(execution));
    }

    private Execution cancel(Execution execution) {
        Instant now = Timestamps.now(clock);
        Execution after = executions.update(execution, row -> {
            if (row.status().isTerminal()) {
                return row;
            }
            return row.isUncalled()
                    ? row.end(
                            ExecutionStatus.CANCELLED,
                            null,
                            CANCELLED_BY_REQUEST,
                            EndReason.of(ReasonClass.CANCELLED, CANCELLED_BY_REQUEST),
                            now)
                    : row.requestStop(new StopIntent(ExecutionStatus.CANCELLED, CANCELLED_BY_REQUEST, now));
        });
        if (after.status().isTerminal() && after.status() != ExecutionStatus.CANCELLED) {
            throw ProblemException.conflict(
                    "the execution has ended already: " + after.status().text());
        }
        return after;
    }

    /**
     * Finds the caller's execution. Ids of another form are not looked up, because no execution has such ids, and
     * DynamoDB would refuse a key that is too long.
     */
    private Execution find(String jitEventId, String executionId) {
        if (!JobEvents.areIds(jitEventId, executionId)) {
            throw ProblemException.notFound("there is no such execution");
        }
        return executions
                .find(new ExecutionKey(caller.tenant(), jitEventId, executionId))
                .orElseThrow(() -> ProblemException.notFound("there is no such execution"));
    }

    private static ExecutionStatus status(String status) {
        try {
            return status == null ? null : ExecutionStatus.of(status);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("status", e.getMessage());
        }
    }

    private static int limit(String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > MOST) {
            throw ProblemException.invalid("limit", "must be a whole number from 1 to " + MOST);
        }
        return Integer.parseInt(limit);
    }
}
