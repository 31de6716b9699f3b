package execution.publication;

import execution.model.Execution;
import execution.model.StatusChange;
import execution.store.PublishedMarks;
import java.util.List;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;

/** Tells which changes of an execution are not known to be published. */
@Component
public class UnpublishedChanges {

    private final PublishedMarks marks;

    UnpublishedChanges(PublishedMarks marks) {
        this.marks = marks;
    }

    /**
     * Gives the changes after the last one that the row or this instance knows to be published, in seq order.
     *
     * @param execution the execution; null has no changes
     */
    @Handler
    public List<StatusChange> of(@ExchangeProperty(PublicationTurns.EXECUTION) Execution execution) {
        if (execution == null) {
            return List.of();
        }
        int published = Math.max(execution.publication().publishedSeq(), marks.of(execution.key()));
        return execution.history().changes().stream()
                .filter(change -> change.seq() > published)
                .toList();
    }
}
