package execution.store;

import execution.model.Execution;

/**
 * What came of a write.
 *
 * @param written whether the row now is as it was to be
 * @param newer if not: the row as somebody else wrote it meanwhile, or null where that is not known
 */
record WriteOutcome(boolean written, Execution newer) {

    static final WriteOutcome WRITTEN = new WriteOutcome(true, null);
}
