package execution.store;

import execution.model.Execution;

/** Is told what became of an execution by a write of this instance. */
public interface ChangeListener {

    /** Returns at once and throws nothing: what is not told here, the sweep finds. */
    void changed(Execution execution);
}
