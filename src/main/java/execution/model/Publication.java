package execution.model;

/**
 * How far an execution is published.
 *
 * @param publishedSeq the history up to this change is known to be published; 0 while nothing is
 */
public record Publication(int publishedSeq) {

    /** Nothing is published yet. */
    static final Publication NONE = new Publication(0);
}
