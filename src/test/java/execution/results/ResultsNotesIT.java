package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ResultsKey;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.model.UnusableMessageException;
import execution.store.Executions;
import execution.store.StoreFixture;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Whose results are read, and what is noted of them on the real row. */
class ResultsNotesIT {

    private final StoreFixture fixture = StoreFixture.withSlots(10);
    private final Executions executions = fixture.executions(false, execution -> {});
    private final ResultsNotes notes = new ResultsNotes(executions);
    private final ResultsOwner owner = new ResultsOwner(executions);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Execution row = executions.update(
            executions.allocate(fixture.created(StoreFixture.newTenant()), Samples.launch()),
            same -> same.dispatched("arn", Timestamps.now(Clock.systemUTC())));
    private final ResultsKey key = new ResultsKey(row.key(), 1, "scan.txt.tar.gz");

    private Execution now() {
        return executions.find(row.key()).orElseThrow();
    }

    private ResultsNotes.Note failed(Exception failure) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        exchange.setProperty(ResultsOwner.EXECUTION, row);
        exchange.setProperty(ResultsOwner.KEY, key);
        return notes.failed(exchange);
    }

    private void nextAttempt() {
        executions.update(
                now(),
                same -> same.nextAttempt("exit code 1", false, "instance", null, Timestamps.now(Clock.systemUTC())));
    }

    @Test
    void shouldFindWhoseResultsTheyAre() {
        assertThat(owner.find(key, exchange)).isEqualTo(key);

        assertThat(exchange.getProperty(ResultsOwner.EXECUTION)).isEqualTo(row);
        assertThat(exchange.getProperty(ResultsOwner.KEY)).isEqualTo(key);
        assertThat(exchange.getProperty(ResultsOwner.JOB)).isEqualTo("scan");
    }

    @Test
    void shouldPassOverResultsThatWereReadOrCameTooLate() {
        executions.update(row, same -> same.withResults(key.text(), true));
        assertThat(owner.find(key, exchange)).as("read before").isNull();

        nextAttempt();
        assertThat(owner.find(new ResultsKey(row.key(), 1, "other.tar.gz"), exchange))
                .isNull();
        assertThat(owner.find(new ResultsKey(row.key(), 2, "other.tar.gz"), exchange))
                .isNotNull();
    }

    @Test
    void shouldRefuseResultsOfNoExecution() {
        ResultsKey nobodys = new ResultsKey(new ExecutionKey("nobody", "event", "execution"), 1, "a.tar.gz");

        assertThatThrownBy(() -> owner.find(nobodys, exchange))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("no execution");
    }

    @Test
    void shouldNoteWithTheNextWriteThatResultsWerePublished() throws Exception {
        ResultsNotes.Note note = notes.published(new ParsedResults(true, Map.of()), row, key);
        CompletableFuture<Void> written = notes.written(Arrays.asList(note, "nothing to be noted", null), exchange);
        assertThat(written).isNotDone();

        executions.update(row, same -> same.running(Timestamps.now(Clock.systemUTC())));

        assertThat(written).isCompleted();
        assertThat(now().results().key()).isEqualTo(key.text());
        assertThat(now().results().hasFindings()).isTrue();
    }

    @Test
    void shouldNotNoteResultsOnAnAttemptTheyAreNotOf() {
        ResultsNotes.Note note = notes.published(new ParsedResults(true, Map.of()), row, key);

        nextAttempt();
        executions.update(now(), same -> same.dispatched("arn2", Timestamps.now(Clock.systemUTC())));

        assertThat(note.written()).isCompleted();
        assertThat(now().results().key()).isNull();
        assertThat(failed(new UnusableMessageException("late")).failure()).hasMessage("late");
        assertThat(now().results().error()).isNull();
    }

    @Test
    void shouldNoteWhyResultsCanNeverBeRead() {
        UnusableMessageException broken = new UnusableMessageException("the archive cannot be unpacked");

        ResultsNotes.Note note = failed(new RuntimeCamelException(broken));

        assertThat(note.failure()).isSameAs(broken);
        assertThat(now().results().error()).isEqualTo("the archive cannot be unpacked");
        assertThatThrownBy(() -> notes.written(List.of(note), exchange)).isSameAs(broken);
    }

    @Test
    void shouldNoteThatResultsAreTriedAgain() {
        failed(new ResultsNotParsedException("direct:parse-scan failed", null));
        assertThat(now().results().error()).contains("parser failed");

        ResultsNotes.Note note = failed(new ResultsNotPublishedException(new TimeoutException("away")));
        assertThat(now().results().error()).contains("could not be published");
        assertThat(note.failure()).isInstanceOf(ResultsNotPublishedException.class);
    }

    @Test
    void shouldNotTryResultsAgainThatTheTopicNeverTakes() {
        ResultsNotes.Note note =
                failed(new ResultsNotPublishedException(new RecordTooLargeException("too large for the topic")));

        assertThat(note.failure())
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("the topic never takes the results");
        assertThat(now().results().error()).contains("never takes");
    }

    @Test
    void shouldNoteNothingForAFailureThatIsNotTheResultsOwn() {
        IllegalStateException away = new IllegalStateException("the table is away");

        assertThat(failed(away).failure()).isSameAs(away);

        assertThat(now()).isEqualTo(row);
    }

    @Test
    void shouldFailWithoutANoteWhereTheOwnerIsNotKnown() {
        UnusableMessageException nobodys = new UnusableMessageException("results of no execution");
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, nobodys);

        assertThat(notes.failed(exchange).failure()).isSameAs(nobodys);
    }
}
