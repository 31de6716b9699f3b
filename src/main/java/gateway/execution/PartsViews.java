package gateway.execution;

import execution.model.ExecutionKey;
import execution.parts.PartCounts;
import execution.parts.PartState;
import execution.parts.PartitionJob;
import execution.store.parts.PartitionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads what the page of a job with parts shows of the parts. */
@Component
class PartsViews {

    private final PartitionStore store;
    private final Grids grids;

    PartsViews(PartitionStore store, Grids grids) {
        this.store = store;
        this.grids = grids;
    }

    /** Gives what there is to see; empty while the job has not begun. */
    Optional<PartsView> read(ExecutionKey key) {
        return store.job(key).map(job -> view(job, grids.of(job)));
    }

    private static PartsView view(PartitionJob job, Grid grid) {
        return new PartsView(
                job.phase().name().toLowerCase(Locale.ROOT),
                job.total(),
                counts(job.counts()),
                facts(job),
                grid,
                RowTexts.cut(job.result()));
    }

    private static List<PartsView.Count> counts(PartCounts counts) {
        return List.of(
                count(PartState.WAITING, "waiting", counts.waiting()),
                count(PartState.SENT, "sent", counts.sent()),
                count(PartState.RUNNING, "running", counts.running()),
                count(PartState.DONE, "done", counts.done()),
                count(PartState.FAILED, "failed", counts.failed()),
                count(PartState.CANCELLED, "cancelled", counts.cancelled()));
    }

    private static PartsView.Count count(PartState state, String name, long number) {
        return new PartsView.Count(state.code(), name, number);
    }

    private static List<Fact> facts(PartitionJob job) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("In flight at most", Integer.toString(job.maxInFlight()), null));
        facts.add(new Fact(
                "Tolerated failures",
                job.toleratedFailures() + ", or " + job.toleratedPercent() + " of a hundred",
                null));
        facts.add(new Fact("Slots held", Integer.toString(job.slots()), null));
        if (job.meanSeconds() > 0) {
            facts.add(
                    new Fact("Mean duration of a part", String.format(Locale.ROOT, "%.3f s", job.meanSeconds()), null));
        }
        if (job.outcome() != null) {
            facts.add(new Fact("Outcome", RowTexts.cut(job.outcome()), null));
        }
        if (job.resultKey() != null) {
            facts.add(new Fact("Object with the aggregate", job.resultKey(), null));
        }
        return facts;
    }
}
