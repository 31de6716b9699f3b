package gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.store.ExecutionOverview;
import execution.store.TenantNotes;
import gateway.access.Visitor;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads the list of executions for its page. */
@Component
class Lists {

    /** Executions on a page. */
    private static final int ROWS = 50;

    /** Each tenant costs a query, so a list of all tenants is of those that were active last. */
    static final int MOST_TENANTS = 50;

    private final ExecutionOverview executions;
    private final TenantNotes tenants;

    Lists(ExecutionOverview executions, TenantNotes tenants) {
        this.executions = executions;
        this.tenants = tenants;
    }

    /** Reads what the visitor asked for. */
    ListPage read(Visitor visitor, ListFilter filter) {
        List<String> known = visitor.tenant() == null ? tenants.latest(MOST_TENANTS) : List.of(visitor.tenant());
        ExecutionOverview.Page page = executions.list(
                new ExecutionOverview.Wish(
                        filter.tenant() == null ? known : List.of(filter.tenant()),
                        filter.status(),
                        filter.planItem(),
                        filter.createdFrom(),
                        filter.createdTo()),
                filter.after(),
                ROWS);
        return new ListPage(
                filter,
                visitor.tenant() != null,
                Arrays.stream(ExecutionStatus.values())
                        .map(ExecutionStatus::text)
                        .toList(),
                known,
                page.executions().stream().map(Lists::row).toList(),
                page.last() == null ? null : "/ui" + filter.query(page.last()),
                filter.after() == null ? "/ui/live" + filter.query(null) : null);
    }

    private static ListPage.Row row(JsonNode row) {
        ExecutionKey key = new ExecutionKey(
                row.path("tenant_id").asText(),
                row.path("jit_event_id").asText(),
                row.path("execution_id").asText());
        return new ListPage.Row(
                Paths.of(key),
                key.tenantId(),
                key.executionId(),
                RowTexts.of(row.path("status")),
                RowTexts.of(row.path("job_name")),
                RowTexts.of(row.path("job_runner")),
                RowTexts.of(row.path("plan_item_slug")),
                RowTexts.time(row.path("created_at").asText(null)),
                RowTexts.time(row.path("completed_at").asText(null)),
                RowTexts.of(row.path("attempt")),
                RowTexts.of(row.path("reason")));
    }
}
