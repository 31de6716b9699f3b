package execution.model;

import java.time.Instant;

/**
 * How far an execution is published, and when it is done with.
 *
 * @param publishedSeq the history up to this change is known to be published; 0 while nothing is
 * @param expiresAt when the table may delete the row, in whole seconds; null as long as the row is needed
 */
public record Publication(int publishedSeq, Instant expiresAt) {

    /** Nothing is published yet. */
    static final Publication NONE = new Publication(0, null);
}
