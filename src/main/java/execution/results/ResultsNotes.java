package execution.results;

import execution.messaging.HeldMessages;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import execution.store.Executions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;
import org.springframework.stereotype.Component;
import shared.kafka.KafkaFailure;

/**
 * Notes on the row what became of results. They are published first and noted then, so a repeated notification of
 * results that are noted does nothing, and a crash between the two publishes them again rather than not at all.
 */
@Component
public class ResultsNotes {

    /** How long the note that results were read waits for another write of the row. */
    private static final Duration NOTED_WITHIN = Duration.ofSeconds(2);

    private final Executions executions;

    ResultsNotes(Executions executions) {
        this.executions = executions;
    }

    /**
     * A note of what became of results.
     *
     * @param written completes once the note is on the row
     * @param failure what the results' notification fails with; null if they were published
     */
    record Note(CompletableFuture<Void> written, Exception failure) {}

    /** Notes that results were published, with the next write of their row. */
    public Note published(
            @Body ParsedResults parsed,
            @ExchangeProperty(ResultsOwner.EXECUTION) Execution execution,
            @ExchangeProperty(ResultsOwner.KEY) ResultsKey key) {
        // A task leaves its results shortly before its end, which writes the row anyway.
        CompletableFuture<Void> written = executions.updateAlong(
                execution.key(),
                NOTED_WITHIN,
                row -> row.attempt() == key.attempt() ? row.withResults(key.text(), parsed.findings()) : row);
        return new Note(written, null);
    }

    /**
     * Notes why results were not read or not published, because those who ask for the execution see neither the log nor
     * the dead letters. The note is removed when the results are read.
     */
    public Note failed(Exchange exchange) {
        Exception failure = meaning(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        Execution execution = exchange.getProperty(ResultsOwner.EXECUTION, Execution.class);
        String reason = reason(failure);
        if (execution == null || reason == null) {
            return new Note(null, failure);
        }
        ResultsKey key = exchange.getProperty(ResultsOwner.KEY, ResultsKey.class);
        try {
            executions.update(
                    execution, row -> row.attempt() == key.attempt() ? row.withUnreadableResults(reason) : row);
        } catch (RuntimeException e) {
            return new Note(null, e);
        }
        return new Note(null, failure);
    }

    /** Gives the exception that says most, which may be a cause of others. */
    private static Exception meaning(Exception caught) {
        ResultsNotPublishedException notPublished =
                ObjectHelper.getException(ResultsNotPublishedException.class, caught);
        if (notPublished == null) {
            UnusableMessageException unusable = ObjectHelper.getException(UnusableMessageException.class, caught);
            return unusable == null ? caught : unusable;
        }
        KafkaFailure failure = KafkaFailure.of(notPublished);
        return failure.kind() == KafkaFailure.Kind.REFUSED
                ? new UnusableMessageException("the topic never takes the results: " + failure.text())
                : notPublished;
    }

    /** Gives the reason to note; null for a failure that the results did not cause, such as a table that is away. */
    private static String reason(Exception failure) {
        if (failure instanceof UnusableMessageException) {
            return failure.getMessage();
        }
        if (failure instanceof ResultsNotParsedException) {
            return "their parser failed; they are tried again";
        }
        if (failure instanceof ResultsNotPublishedException) {
            return "they could not be published; they are tried again";
        }
        return null;
    }

    /**
     * Waits for the notes of all results that a notification tells of.
     *
     * @param notes those of results that were published or failed; whatever else is in the list had nothing to be noted
     * @param exchange the notification's, which makes room for another one while it waits
     * @return completes once all notes are on their rows
     * @throws Exception the first failure among them
     */
    public CompletableFuture<Void> written(@Body List<?> notes, Exchange exchange) throws Exception {
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (Object one : notes) {
            if (one instanceof Note note) {
                if (note.failure() != null) {
                    throw note.failure();
                }
                writes.add(note.written());
            }
        }
        HeldMessages.onlyWaits(exchange);
        return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
    }
}
