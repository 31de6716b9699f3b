package execution.store;

import execution.model.Execution;

/**
 * The outcome of a write.
 *
 * @param written whether the row is now as the write wanted it
 * @param newer if not written: the row that another write left, or null if that is not known
 */
record WriteOutcome(boolean written, Execution newer) {

    static final WriteOutcome WRITTEN = new WriteOutcome(true, null);
}
