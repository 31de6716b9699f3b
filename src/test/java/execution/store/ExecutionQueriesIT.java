package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.AcceptedJob;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.store.ExecutionQueries.Filter;
import execution.store.ExecutionQueries.Page;
import execution.store.ExecutionQueries.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutionQueriesIT {

    private static final String PLAN_ITEM = "item-code-vulnerability";

    private final StoreFixture fixture = StoreFixture.withSlots(1);
    private final ExecutionQueries queries = fixture.queries();
    private final String tenant = StoreFixture.newTenant();
    private int seconds;

    /** Each created a second after the one before. */
    private Execution create(AcceptedJob job) {
        Instant created = Samples.CREATED.plusSeconds(seconds++);
        Execution execution =
                Execution.create(new ExecutionKey(tenant, "event", "id-" + (1_000 - seconds)), job, "hash", created);
        fixture.store.create(execution);
        return execution;
    }

    private Execution create() {
        return create(Samples.job(1));
    }

    private List<String> create(int number) {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            newestFirst.add(0, create().key().executionId());
        }
        return newestFirst;
    }

    private void end(Execution execution) {
        fixture.store.update(
                execution, row -> row.end(ExecutionStatus.CANCELLED, null, "cancelled by request", Samples.CREATED));
    }

    private static List<String> ids(Page page) {
        return page.executions().stream()
                .map(row -> row.get("execution_id").asText())
                .toList();
    }

    private Page list(ExecutionStatus status, String planItem, int limit) {
        return queries.list(new Filter(tenant, status, planItem), null, limit);
    }

    @Test
    void shouldListATenantsExecutionsNewestFirst() {
        List<String> all = create(5);
        fixture.created(StoreFixture.newTenant());

        Page page = list(null, null, 100);

        assertThat(ids(page)).containsExactlyElementsOf(all);
        assertThat(page.last()).isNull();
        assertThat(page.executions().get(0).has("GSI5PK")).isFalse();
    }

    @Test
    void shouldListByStatusAndPlanItem() {
        String pending = create().key().executionId();
        Execution cancelled = create();
        end(cancelled);
        String ended = cancelled.key().executionId();
        String without = create(Samples.with(Samples.job(1), Collections.singletonMap("planItemSlug", null)))
                .key()
                .executionId();

        assertThat(ids(list(ExecutionStatus.PENDING, null, 10))).containsExactly(without, pending);
        assertThat(ids(list(ExecutionStatus.CANCELLED, null, 10))).containsExactly(ended);
        assertThat(ids(list(null, PLAN_ITEM, 10))).containsExactly(ended, pending);
        assertThat(ids(list(ExecutionStatus.CANCELLED, PLAN_ITEM, 10))).containsExactly(ended);
        assertThat(ids(list(ExecutionStatus.RUNNING, null, 10))).isEmpty();
        assertThat(ids(list(null, "another", 10))).isEmpty();
    }

    @Test
    void shouldGoOnWhereThePageBeforeEnded() {
        List<String> all = create(25);
        for (Filter filter : List.of(
                new Filter(tenant, null, null),
                new Filter(tenant, ExecutionStatus.PENDING, null),
                new Filter(tenant, null, PLAN_ITEM),
                new Filter(tenant, ExecutionStatus.PENDING, PLAN_ITEM))) {
            List<String> found = new ArrayList<>();
            Position position = null;
            do {
                Page page = queries.list(filter, position, 10);
                assertThat(page.executions()).hasSizeLessThanOrEqualTo(10);
                found.addAll(ids(page));
                position = page.last();
            } while (position != null);

            assertThat(found).as(filter.partition()).containsExactlyElementsOf(all);
        }
    }

    @Test
    void shouldFillAPageUpWhereARowIsNoLongerAsTheIndexHasIt() {
        List<String> all = create(4);
        Execution newest = create();
        fixture.faults.afterNext("query", () -> end(newest));

        Page page = list(ExecutionStatus.PENDING, null, 4);

        assertThat(ids(page)).containsExactlyElementsOf(all);
    }

    @Test
    void shouldLeaveOutARowThatIsGone() {
        List<String> all = create(2);
        Execution newest = create();
        fixture.faults.afterNext("query", () -> fixture.delete(newest.key()));

        assertThat(ids(list(null, null, 10))).containsExactlyElementsOf(all);
    }

    @Test
    void shouldEndAPageEarlyWhereRowsAreLargeAndLoseNoneOfThem() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(
                    0,
                    create(Samples.with(
                                    Samples.job(1), Map.of("additionalAttributes", Map.of("text", "x".repeat(30_000)))))
                            .key()
                            .executionId());
        }

        Page first = list(null, null, 40);
        assertThat(first.executions()).hasSizeBetween(16, 30);
        Page second = queries.list(new Filter(tenant, null, null), first.last(), 40);

        List<String> found = new ArrayList<>(ids(first));
        found.addAll(ids(second));
        assertThat(found)
                .isSubsetOf(all)
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(all.subList(0, found.size()));
        assertThat(second.executions())
                .hasSizeGreaterThanOrEqualTo(
                        Math.min(16, 40 - first.executions().size()));
    }

    @Test
    void shouldHoldAHundredOfTheUsualRowsOnAPage() {
        create(105);

        assertThat(list(null, null, 100).executions()).hasSize(100);
    }

    @Test
    void shouldListAtTheSameTimeForMoreCallersThanItMakesPagesFor() throws Exception {
        List<String> all = create(3);

        List<Page> pages = Parallel.of(12, i -> list(null, null, 10));

        assertThat(pages).hasSize(12).allSatisfy(page -> assertThat(ids(page)).containsExactlyElementsOf(all));
    }
}
