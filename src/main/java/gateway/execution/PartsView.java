package gateway.execution;

import java.util.List;

/**
 * What the page of a job with parts shows of the parts.
 *
 * @param phase what the job is doing
 * @param total the number of parts
 * @param counts how many parts are in which state
 * @param facts what else is known of the job
 * @param grid the parts as a drawing; null while there are none
 * @param result the aggregate if it is small; null if there is none here
 */
public record PartsView(String phase, long total, List<Count> counts, List<Fact> facts, Grid grid, String result) {

    /**
     * How many parts are in a state.
     *
     * @param letter the letter of the state
     */
    public record Count(char letter, String state, long number) {}

    /** Gives all counts in one sentence, for those who do not see the drawing. */
    public String sentence() {
        StringBuilder text = new StringBuilder("Parts: ").append(total).append(" in all");
        counts.forEach(
                count -> text.append(", ").append(count.number()).append(' ').append(count.state()));
        return text.toString();
    }
}
