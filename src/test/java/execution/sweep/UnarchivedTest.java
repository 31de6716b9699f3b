package execution.sweep;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.store.Executions;
import execution.store.Expiry;
import execution.store.WorkIndex;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnarchivedTest {

    private static final Instant NOW = Samples.CREATED.plusSeconds(100);

    private final Executions executions = mock(Executions.class);
    private final WorkIndex index = mock(WorkIndex.class);
    private final Expiry expiry = mock(Expiry.class);
    private final FoundWork found = mock(FoundWork.class);
    private final Unarchived unarchived = new Unarchived(executions, index, expiry, found);

    @BeforeEach
    void archiveIsThere() {
        when(expiry.hasArchive()).thenReturn(true);
        when(found.archive(any())).thenReturn(true);
    }

    private static Execution ended(int number) {
        Execution ended = Execution.create(
                        new ExecutionKey("demo", "event", "id" + number), Samples.job(1), "hash", Samples.CREATED)
                .end(ExecutionStatus.CANCELLED, null, "cancelled", Samples.CREATED);
        return ended.publishedUpTo(ended.seq()).dueAt(NOW);
    }

    private void page(String after, List<Execution> rows) {
        List<WorkIndex.Entry> entries = rows.stream()
                .map(row -> new WorkIndex.Entry(row.key(), "at-" + row.key().executionId()))
                .toList();
        when(index.unarchived(eq(1), eq(after), eq(NOW), anyInt())).thenReturn(entries);
        when(executions.findAll(rows.stream().map(Execution::key).toList())).thenReturn(rows);
    }

    private static List<Execution> hundredFrom(int number) {
        return IntStream.range(number, number + 100)
                .mapToObj(UnarchivedTest::ended)
                .toList();
    }

    @Test
    void shouldReadNothingWhereThereIsNoArchive() {
        when(expiry.hasArchive()).thenReturn(false);

        unarchived.ofEnded(1, NOW);

        verifyNoInteractions(index, found);
    }

    @Test
    void shouldHandOverWhatIsDueByItsRow() {
        Execution due = ended(1);
        Execution later = ended(2).dueAt(NOW.plusSeconds(1));
        Execution archived = ended(3).dueAt(null);
        Execution running = Samples.running(1).dueAt(NOW);
        Execution unpublished = Samples.pending("other")
                .end(ExecutionStatus.CANCELLED, null, null, NOW)
                .dueAt(NOW);
        page(null, List.of(due, later, archived, running, unpublished));

        unarchived.ofEnded(1, NOW);

        verify(found).archive(due);
        verify(found, times(1)).archive(any());
    }

    @Test
    void shouldLeaveTheRestToTheNextSweepWhileTheArchiveIsAway() {
        when(found.archive(any())).thenReturn(false);
        page(null, hundredFrom(0));

        unarchived.ofEnded(1, NOW);

        verify(found, times(5)).archive(any());
    }

    @Test
    void shouldGoOnBehindWhatCanNeverBeArchivedAndComeBackToIt() {
        List<Execution> never = hundredFrom(0).subList(0, 5);
        never.forEach(row -> when(found.archive(row)).thenReturn(false));
        page(null, hundredFrom(0));
        page("at-id4", hundredFrom(0).subList(5, 100));

        unarchived.ofEnded(1, NOW);
        unarchived.ofEnded(1, NOW);
        unarchived.ofEnded(1, NOW);

        verify(found).archive(ended(99));
        verify(found, times(2)).archive(ended(0));
    }

    @Test
    void shouldGoOnBehindRowsThatOthersHaveChanged() {
        page(null, hundredFrom(0).stream().map(row -> row.dueAt(null)).toList());
        page("at-id99", List.of(ended(100)));

        unarchived.ofEnded(1, NOW);

        verify(found).archive(ended(100));
    }

    @Test
    void shouldArchiveABoundedNumberInASweep() {
        page(null, hundredFrom(0));
        page("at-id99", hundredFrom(100));

        unarchived.ofEnded(1, NOW);

        verify(found, times(100)).archive(any());
        verify(index, never()).unarchived(eq(1), eq("at-id99"), any(), anyInt());
    }
}
