package execution.store;

import execution.model.Execution;

/** Acts on what became of an execution. It may hear of a change twice or not at all, and must not block. */
public interface ChangeListener {

    void changed(Execution execution);

    /** Whether it acts on changes that other instances make, too. */
    default boolean hearsOfOthers() {
        return true;
    }
}
