package execution.store;

/**
 * A lane's slots as its counter has them.
 *
 * @param inUse how many executions hold one
 * @param limit how many there are
 * @param ownLimit the limit that an operator gave this tenant, or null
 * @param moves how often the counter was changed, so that a reader knows whether it was in between
 */
public record Slots(int inUse, int limit, Integer ownLimit, long moves) {

    /** How many are free; none where a limit was lowered below what is in use. */
    public int free() {
        return Math.max(0, limit - inUse);
    }
}
