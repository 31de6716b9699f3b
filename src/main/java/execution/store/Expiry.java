package execution.store;

import execution.archive.RetentionProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.Execution;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * Says when the row of an ended execution may be deleted. Only what has ended and is fully published may, and where
 * there is an archive only what the archive has.
 */
@Component
public class Expiry {

    private final RetentionProperties retention;
    private final Catalogue catalogue;

    Expiry(RetentionProperties retention, Catalogue catalogue) {
        this.retention = retention;
        this.catalogue = catalogue;
    }

    /**
     * Gives the time from which the row of an ended execution is not needed any more; null if it is kept for ever. A
     * row whose task has a file that cannot be used is kept, because the file may say longer than the setting.
     */
    public Instant at(Execution ended) {
        String task = ended.job().jobName();
        if (catalogue.unusable(task).isPresent()) {
            return null;
        }
        Duration kept = catalogue.find(task).map(TaskFile::retention).orElse(retention.retention());
        return kept.isZero() ? null : ended.outcome().completedAt().plus(kept).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Tells whether there is an archive. */
    public boolean hasArchive() {
        return !retention.archiveBucket().isEmpty();
    }

    /** Gives an ended and published execution with the time at which its row expires, unless it has to be archived. */
    Execution applied(Execution published) {
        Instant at = at(published);
        return at == null || hasArchive() ? published : published.expiring(at);
    }

    /** Gives the time at which an ended and published execution is to be archived; null if it need not be. */
    Instant archivedAt(Execution published, Instant now) {
        boolean waits = hasArchive() && published.publication().expiresAt() == null && at(published) != null;
        return waits ? now.plus(retention.archiveAfter()).truncatedTo(ChronoUnit.MICROS) : null;
    }
}
