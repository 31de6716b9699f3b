package execution.store;

import execution.model.Execution;

/** Is told of the status changes that this instance has written. */
public interface StatusListener {

    /**
     * Returns at once and throws nothing.
     *
     * @param seq up to which the history was told before; 0 for an execution that was created
     * @param after as it was written
     */
    void written(int seq, Execution after);
}
