package gateway.execution;

import execution.model.ExecutionKey;
import execution.parts.PartitionJob;
import execution.store.parts.PartStates;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Draws the parts of jobs. A drawing stays as it is while the job does, and one that takes long to read is read again
 * only after a pause that is several times as long, so a job with very many open blocks takes little of the table.
 */
@Component
class Grids {

    private static final int MOST = 32;
    private static final int PAUSE_PER_READ = 4;

    private final PartStates states;
    private final Clock clock;
    private final Map<ExecutionKey, Drawn> drawn = Collections.synchronizedMap(BoundedMap.forgettingLeastUsed(MOST));

    Grids(PartStates states, Clock clock) {
        this.states = states;
        this.clock = clock;
    }

    /**
     * @param version the version of the job that was drawn
     * @param again from then on it may be read again
     */
    private record Drawn(Grid grid, long version, Instant again) {}

    /**
     * Draws a job.
     *
     * @param job as it was just read
     * @return null while it has no parts
     */
    Grid of(PartitionJob job) {
        Instant now = clock.instant();
        Drawn before = drawn.get(job.key());
        boolean isEnded = job.phase() == PartitionJob.Phase.ENDED;
        if (before != null && (before.version() == job.version() || !isEnded && now.isBefore(before.again()))) {
            return before.grid();
        }
        String letters = states.of(job, 0, job.blocks());
        Grid grid = letters.isEmpty() ? null : Grid.of(letters.getBytes(StandardCharsets.ISO_8859_1));
        Instant done = clock.instant();
        Duration pause = Duration.between(now, done).multipliedBy(PAUSE_PER_READ);
        drawn.put(job.key(), new Drawn(grid, job.version(), done.plus(pause)));
        return grid;
    }
}
