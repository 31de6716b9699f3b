package execution.application;

import execution.config.WakeUpProperties;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.store.ExecutionStore;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Changes executions and tells this instance's listeners of it, unless they are to hear of it by the stream alone. */
@Component
public class Executions {

    private final ExecutionStore store;
    private final PublishedMarks marks;
    private final WakeUpProperties wakeUp;
    private final ObjectProvider<ChangeListener> listeners;

    Executions(
            ExecutionStore store,
            PublishedMarks marks,
            WakeUpProperties wakeUp,
            ObjectProvider<ChangeListener> listeners) {
        this.store = store;
        this.marks = marks;
        this.wakeUp = wakeUp;
        this.listeners = listeners;
    }

    /**
     * @return empty if it was created, or else the execution that already has these ids
     */
    public Optional<Execution> create(Execution execution) {
        Optional<Execution> existing = store.create(execution);
        if (existing.isEmpty()) {
            tell(execution);
        }
        return existing;
    }

    public Optional<Execution> find(ExecutionKey key) {
        return store.find(key);
    }

    /**
     * Changes an execution; see {@link ExecutionStore#update(Execution, UnaryOperator)}. What is known here to be published
     * is written along.
     */
    public Execution update(Execution current, UnaryOperator<Execution> change) {
        Execution after = store.update(current, row -> {
            Execution changed = change.apply(row);
            return changed.equals(row) ? row : changed.publishedUpTo(marks.of(row.key()));
        });
        if (after.version() != current.version()) {
            tell(after);
        }
        return after;
    }

    /** Writes the row without a change of its own, so that it is due again later; if it changed meanwhile, that does as well. */
    public Execution touch(Execution current) {
        return store.update(
                current, row -> row.version() == current.version() ? row.touched(marks.of(row.key())) : row);
    }

    /** As {@link #update(Execution, UnaryOperator)}, starting from the row as it is now; empty if there is none. */
    public Optional<Execution> update(ExecutionKey key, UnaryOperator<Execution> change) {
        return store.find(key).map(current -> update(current, change));
    }

    private void tell(Execution execution) {
        if (wakeUp.own()) {
            announce(execution);
        }
    }

    /**
     * Tells the listeners of a change that the stream reported. If this instance wakes itself, publication is left to the one
     * that made the change: it is at it already, and the sweep finds what it did not get done.
     */
    public void announceFromOutside(Execution execution) {
        listeners.stream()
                .filter(listener -> !wakeUp.own() || listener.hearsOfOthers())
                .forEach(listener -> listener.changed(execution));
    }

    private void announce(Execution execution) {
        listeners.stream().forEach(listener -> listener.changed(execution));
    }
}
