package execution.allocation;

import execution.api.RequestProperties;
import execution.model.Lane;
import execution.store.WorkIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Limits how many executions of a tenant are pending for a runner. They are counted from time to time, and those that
 * this instance adds are counted along in between, so that most executions cost no read.
 */
@Component
public class PendingLimits {

    /**
     * How long a count is trusted. After that the lane is counted again, because other instances add executions and
     * others leave.
     */
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    /** The time between two counts of a lane that is full. A count of 10,000 entries reads some 2 MB. */
    public static final Duration FULL_FOR = Duration.ofSeconds(5);

    /** How many lanes are remembered. A lane that was forgotten is counted again. */
    private static final int MOST = 10_000;

    private final WorkIndex index;
    private final RequestProperties requests;
    private final Clock clock;
    private final Map<Lane, Room> rooms = BoundedMap.forgettingLeastUsed(MOST);

    PendingLimits(WorkIndex index, RequestProperties requests, Clock clock) {
        this.index = index;
        this.requests = requests;
        this.clock = clock;
    }

    private static final class Room {
        private long left;
        private Instant countedAt = Instant.EPOCH;
    }

    /**
     * Takes room for one more pending execution.
     *
     * @return false if there is none
     */
    public boolean take(Lane lane) {
        Room room = room(lane);
        synchronized (room) {
            Instant now = clock.instant();
            Duration goodFor = room.left > 0 ? GOOD_FOR : FULL_FOR;
            if (room.countedAt.plus(goodFor).isBefore(now)) {
                room.left = requests.mostPending() - index.countPending(lane, requests.mostPending());
                room.countedAt = now;
            }
            if (room.left <= 0) {
                return false;
            }
            room.left--;
            return true;
        }
    }

    private Room room(Lane lane) {
        synchronized (rooms) {
            return rooms.computeIfAbsent(lane, key -> new Room());
        }
    }
}
