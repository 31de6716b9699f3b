package execution.store;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Launch;
import execution.model.Timestamps;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Changes executions and tells this instance's stages of it, unless they are to hear of it by the stream alone. */
@Component
public class Executions {

    private final ExecutionStore store;
    private final PublishedMarks marks;
    private final WakeUpProperties wakeUp;
    private final DueTimes due;
    private final Instance instance;
    private final WritesAlong along;
    private final ObjectProvider<ChangeListener> listener;
    private final ObjectProvider<TenantNotes> tenants;
    private final StatusMeters meters;
    private final ObjectProvider<StatusListener> statuses;
    private final Clock clock;

    Executions(
            ExecutionStore store,
            PublishedMarks marks,
            WakeUpProperties wakeUp,
            DueTimes due,
            Instance instance,
            WritesAlong along,
            ObjectProvider<ChangeListener> listener,
            ObjectProvider<TenantNotes> tenants,
            StatusMeters meters,
            ObjectProvider<StatusListener> statuses,
            Clock clock) {
        this.store = store;
        this.marks = marks;
        this.wakeUp = wakeUp;
        this.due = due;
        this.instance = instance;
        this.along = along;
        this.listener = listener;
        this.tenants = tenants;
        this.meters = meters;
        this.statuses = statuses;
        this.clock = clock;
    }

    /**
     * @return empty if it was created, or else the execution that already has these ids
     */
    public Optional<Execution> create(Execution execution) {
        Optional<Execution> existing = store.create(execution);
        if (existing.isEmpty()) {
            written(0, execution);
            tenants.ifAvailable(notes -> notes.note(execution.key().tenantId()));
            tell(execution);
        }
        return existing;
    }

    public Optional<Execution> find(ExecutionKey key) {
        return store.find(key);
    }

    /** See {@link ExecutionStore#findAll}. */
    public List<Execution> findAll(Collection<ExecutionKey> keys) {
        return store.findAll(keys);
    }

    /**
     * Changes an execution; see {@link ExecutionStore#update(Execution, UnaryOperator)}. What is known here to be
     * published, and what waits for a write of the row, is written along.
     */
    public Execution update(Execution current, UnaryOperator<Execution> change) {
        // These are of the last try, which is the one that was written.
        AtomicInteger from = new AtomicInteger();
        AtomicInteger to = new AtomicInteger();
        AtomicReference<List<WritesAlong.Waiting>> others = new AtomicReference<>(List.of());
        Execution after = store.update(current, row -> {
            Execution changed = change.apply(row);
            from.set(row.seq());
            to.set(changed.seq());
            if (changed.equals(row)) {
                others.set(List.of());
                return row;
            }
            others.set(along.of(row.key()));
            for (WritesAlong.Waiting other : others.get()) {
                changed = other.change().apply(changed);
            }
            return changed.publishedUpTo(marks.of(row.key()));
        });
        along.written(current.key(), others.get());
        if (to.get() > from.get()) {
            written(from.get(), after);
        }
        if (after.seq() != current.seq()) {
            tell(after);
        }
        return after;
    }

    /**
     * Lets a pending execution go on; see {@link ExecutionStore#allocate}.
     *
     * @return the execution as it is after that; its launcher says whether it is for this instance to launch
     */
    public Execution allocate(Execution pending, Launch launch) {
        Execution after = store.allocate(pending, launch, instance.id(), Timestamps.now(clock));
        if (after.seq() != pending.seq()) {
            if (instance.id().equals(after.lastAttempt().launcher()) && after.status() == ExecutionStatus.ALLOCATED) {
                written(pending.seq(), after);
            }
            tell(after);
        }
        return after;
    }

    /** How many slots of a lane are free now (a consistent read). */
    public int freeSlots(Lane lane) {
        return store.slots(lane).free();
    }

    /** The slots of a lane as its counter has them now (a consistent read). */
    public Slots slots(Lane lane) {
        return store.slots(lane);
    }

    /** What the execution's tasks are launched with; empty if it holds no slot any more. */
    public Optional<Launch> launch(Execution execution) {
        return store.launch(execution);
    }

    /**
     * Writes the row only to note when the row is due again, and what is known here to be published. If the row has
     * changed meanwhile, nothing is written, because that change has set the time.
     */
    public Execution postpone(Execution current) {
        return store.update(
                current,
                row -> row.version() == current.version()
                        ? row.dueAt(due.wanted(row, Timestamps.now(clock))).publishedUpTo(marks.of(row.key()))
                        : row);
    }

    /**
     * Changes an execution with the next write of its row, or by a write of its own if none comes by in time.
     *
     * @param change must not throw, and may be applied to a row that has it already
     * @return completes once the change is on the row; fails if its own write does
     */
    public CompletableFuture<Void> updateAlong(ExecutionKey key, Duration patience, UnaryOperator<Execution> change) {
        return along.add(key, change, patience, () -> update(key, change));
    }

    @PreDestroy
    void stop() {
        along.stop();
    }

    /**
     * Does the same as {@link #update(Execution, UnaryOperator)}; empty if there is no such execution. The change
     * starts from the row as this instance wrote it last, which saves a read if no other instance has written it. That
     * nothing has to be changed is decided by a row that was just read.
     */
    public Optional<Execution> update(ExecutionKey key, UnaryOperator<Execution> change) {
        return store.recent(key)
                .filter(row -> isChanged(row, change))
                .or(() -> store.find(key))
                .map(current -> update(current, change));
    }

    /** Gives the execution for a claim. It may be out of date; then the claim fails. */
    public Optional<Execution> findForClaim(ExecutionKey key) {
        return store.recent(key).or(() -> store.find(key));
    }

    private static boolean isChanged(Execution row, UnaryOperator<Execution> change) {
        try {
            return !change.apply(row).equals(row);
        } catch (RuntimeException e) {
            // The row may be out of date, so the row as it is now decides whether the change is refused.
            return false;
        }
    }

    private void written(int seq, Execution after) {
        StatusLog.written(seq, after);
        meters.written(seq, after);
        statuses.ifAvailable(told -> told.written(seq, after));
    }

    private void tell(Execution execution) {
        if (wakeUp.own()) {
            listener.ifAvailable(told -> told.changed(execution));
        }
    }
}
