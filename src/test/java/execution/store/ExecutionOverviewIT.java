package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.store.ExecutionOverview.Page;
import execution.store.ExecutionOverview.Position;
import execution.store.ExecutionOverview.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExecutionOverviewIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");

    private final StoreFixture fixture = StoreFixture.withSlots(1);
    private final ExecutionOverview overview = new ExecutionOverview(
            fixture.dynamoDb(),
            fixture.service(),
            fixture.items(),
            new BatchReads(fixture.dynamoDb(), fixture.service()));
    private final List<String> tenants = List.of(StoreFixture.newTenant(), StoreFixture.newTenant());

    private ExecutionKey create(String tenant, Instant at) {
        String id = UUID.randomUUID().toString();
        ExecutionKey key = new ExecutionKey(tenant, id, id);
        fixture.store().create(Execution.create(key, Samples.partitioned(1), "hash", at));
        return key;
    }

    private List<String> all(Wish wish, int limit) {
        List<String> ids = new ArrayList<>();
        Position after = null;
        do {
            Page page = overview.list(wish, after, limit);
            assertThat(page.executions().size()).isLessThanOrEqualTo(limit);
            page.executions().forEach(row -> ids.add(row.get("execution_id").asText()));
            after = page.last();
        } while (after != null);
        return ids;
    }

    private Wish wish(ExecutionStatus status, Instant from, Instant to) {
        return new Wish(tenants, status, null, from, to);
    }

    @Test
    void shouldMergeTenantsNewestFirstAndShowEachOnceHoweverLongAPageIs() {
        List<String> expected = new ArrayList<>();
        for (int second = 0; second < 7; second++) {
            expected.add(
                    0, create(tenants.get(second % 2), NOW.plusSeconds(second)).executionId());
        }

        for (int limit = 1; limit <= 8; limit++) {
            assertThat(all(wish(null, null, null), limit))
                    .as("pages of %d", limit)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void shouldLoseNoneOfThoseThatWereCreatedAtTheSameMoment() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            expected.add(create(tenants.get(i % 2), NOW).executionId());
        }

        for (int limit = 1; limit <= 4; limit++) {
            assertThat(all(wish(null, null, null), limit)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void shouldListWhatWasCreatedWithinATime() {
        create(tenants.get(0), NOW.minusSeconds(1));
        String within = create(tenants.get(1), NOW).executionId();
        create(tenants.get(0), NOW.plusSeconds(1));

        assertThat(all(wish(null, NOW, NOW.plusSeconds(1)), 10)).containsExactly(within);
        assertThat(all(wish(null, NOW.plusSeconds(9), NOW), 10)).isEmpty();
    }

    @Test
    void shouldFillThePageUpWhereTheIndexIsBehind() {
        String pending = create(tenants.get(0), NOW).executionId();
        create(tenants.get(1), NOW.plusSeconds(1));

        assertThat(all(wish(ExecutionStatus.FAILED, null, null), 1)).isEmpty();
        assertThat(all(wish(ExecutionStatus.PENDING, null, null), 1)).hasSize(2).contains(pending);
    }

    @Test
    void shouldKnowTheTenantsThatHaveExecutions() {
        TenantNotes notes = new TenantNotes(fixture.dynamoDb(), fixture.service(), fixture.clock);
        tenants.forEach(notes::note);
        tenants.forEach(notes::note);

        assertThat(notes.latest(1_000)).containsAll(tenants).doesNotHaveDuplicates();
        assertThat(notes.latest(1)).hasSize(1);
    }
}
