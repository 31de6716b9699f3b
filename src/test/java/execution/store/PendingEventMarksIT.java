package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Lane;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PendingEventMarksIT {

    private final StoreFixture fixture = StoreFixture.withSlots(1);
    private final PendingEventMarks marks = fixture.pendingEventMarks();
    private final Lane lane = new Lane(StoreFixture.newTenant(), "ecs");
    private final WorkIndex.PendingLane pending = pending(lane, null);

    private static WorkIndex.PendingLane pending(Lane lane, Long waitingSeconds) {
        return new WorkIndex.PendingLane(lane, waitingSeconds, 0, Instant.EPOCH);
    }

    @Test
    void shouldKeepTheMarkOfEachLane() {
        assertThat(marks.find(pending)).isEmpty();

        marks.put(pending, "2026-01-01T00:00:00.000000#a");
        marks.put(pending, "2026-01-01T00:00:00.000001#b");

        assertThat(marks.find(pending)).contains("2026-01-01T00:00:00.000001#b");
        assertThat(marks.find(pending(new Lane(lane.tenantId(), "lambda"), null)))
                .isEmpty();
        assertThat(marks.find(pending(lane, 900L)))
                .as("of those that may wait for another time")
                .isEmpty();
    }
}
