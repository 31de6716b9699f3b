package execution.archive;

import execution.model.Execution;
import execution.outage.Outage;
import execution.store.ExecutionItems;
import execution.store.Executions;
import execution.store.Expiry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Puts an ended execution into the archive, and lets its row expire afterwards. An execution that is put there twice
 * has the same object.
 */
@Component
public class ExecutionArchive {

    private final S3Client s3;
    private final RetentionProperties retention;
    private final ExecutionItems items;
    private final Executions executions;
    private final Expiry expiry;
    private final Outage outage;

    ExecutionArchive(
            S3Client s3,
            RetentionProperties retention,
            ExecutionItems items,
            Executions executions,
            Expiry expiry,
            Clock clock) {
        this.s3 = s3;
        this.retention = retention;
        this.items = items;
        this.executions = executions;
        this.expiry = expiry;
        this.outage = new Outage("Archiving to " + retention.archiveBucket(), clock);
    }

    /**
     * Puts the JSON of an execution, as callers see it, into the bucket.
     *
     * @param ended an ended execution as its row has just been read
     * @throws SdkException if the bucket does not take it; the sweep tries again
     */
    public void put(@Body Execution ended) {
        try {
            s3.putObject(
                    put -> put.bucket(retention.archiveBucket()).key(key(ended)).contentType("application/json"),
                    RequestBody.fromBytes(items.toJson(ended).toString().getBytes(StandardCharsets.UTF_8)));
            outage.succeeded();
        } catch (SdkException e) {
            outage.failed(e);
            throw e;
        }
    }

    /**
     * Lets the row expire, unless the row has changed since it was read. A row that has changed is put into the archive
     * again.
     */
    public void noted(@Body Execution archived) {
        executions.update(archived, row -> row.version() == archived.version() ? expiring(row) : row);
    }

    private Execution expiring(Execution row) {
        Instant at = expiry.at(row);
        // Where rows are kept for ever since, nothing is left to be done.
        return at == null ? row.dueAt(null) : row.expiring(at);
    }

    /** Gives the name of an execution's object. Each part of the name was checked when the execution was accepted. */
    static String key(Execution ended) {
        return "archive/" + ended.key().tenantId() + "/"
                + ended.outcome().completedAt().atOffset(ZoneOffset.UTC).toLocalDate() + "/"
                + ended.key().jitEventId() + "/" + ended.key().executionId() + ".json";
    }
}
