package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Lane;
import org.junit.jupiter.api.Test;

class PendingEventMarksIT {

    private final StoreFixture fixture = StoreFixture.withSlots(1);
    private final PendingEventMarks marks = fixture.pendingEventMarks();
    private final Lane lane = new Lane(StoreFixture.newTenant(), "ecs");

    @Test
    void shouldKeepTheMarkOfEachLane() {
        assertThat(marks.find(lane)).isEmpty();

        marks.put(lane, "2026-01-01T00:00:00.000000#a");
        marks.put(lane, "2026-01-01T00:00:00.000001#b");

        assertThat(marks.find(lane)).contains("2026-01-01T00:00:00.000001#b");
        assertThat(marks.find(new Lane(lane.tenantId(), "lambda"))).isEmpty();
    }
}
