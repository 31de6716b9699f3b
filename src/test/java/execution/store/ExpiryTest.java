package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.archive.RetentionProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.catalogue.UnusableFile;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    private static final Execution ENDED =
            Samples.running(1).end(ExecutionStatus.COMPLETED, 0, null, Instant.parse("2026-01-02T03:04:05.678901Z"));

    private final Catalogue catalogue = mock(Catalogue.class);

    private Expiry expiry(Duration retention) {
        return new Expiry(new RetentionProperties(retention, "", Duration.ofHours(1)), catalogue);
    }

    private void fileSays(Duration retention) {
        TaskFile file = mock(TaskFile.class);
        when(file.retention()).thenReturn(retention);
        when(catalogue.find("scan")).thenReturn(Optional.of(file));
    }

    @Test
    void shouldKeepARowForAsLongAsTheSettingSaysFromItsEndOn() {
        assertThat(expiry(Duration.ofDays(90)).at(ENDED)).isEqualTo(Instant.parse("2026-04-02T03:04:05Z"));
        assertThat(expiry(Duration.ZERO).at(ENDED)).as("for ever").isNull();
    }

    @Test
    void shouldKeepARowForAsLongAsTheTasksFileSaysWhereItDoes() {
        fileSays(Duration.ofDays(1));

        assertThat(expiry(Duration.ofDays(90)).at(ENDED)).isEqualTo(Instant.parse("2026-01-03T03:04:05Z"));
        assertThat(expiry(Duration.ZERO).at(ENDED)).isEqualTo(Instant.parse("2026-01-03T03:04:05Z"));

        fileSays(null);

        assertThat(expiry(Duration.ofDays(90)).at(ENDED)).isEqualTo(Instant.parse("2026-04-02T03:04:05Z"));
    }

    @Test
    void shouldKeepARowWhoseTaskHasAFileThatCannotBeUsed() {
        when(catalogue.unusable("scan")).thenReturn(Optional.of(new UnusableFile("scan", "scan.yaml", List.of())));

        assertThat(expiry(Duration.ofDays(90)).at(ENDED)).isNull();
    }
}
