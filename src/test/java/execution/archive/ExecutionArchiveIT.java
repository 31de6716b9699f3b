package execution.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.store.Executions;
import execution.store.Expiry;
import execution.store.StoreFixture;
import execution.store.WorkIndex;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Archiving and expiry on a real table. */
class ExecutionArchiveIT {

    private static final Duration KEPT = Duration.ofDays(90);

    private final StoreFixture fixture = StoreFixture.keeping(KEPT, "the-archive");
    private final Executions executions = fixture.executions(false, changed -> {});
    private final WorkIndex index = fixture.workIndex();
    private final S3Client s3 = mock(S3Client.class);
    private final Expiry expiry = StoreFixture.expiry(KEPT, "the-archive");
    private final ExecutionArchive archive = new ExecutionArchive(
            s3,
            new RetentionProperties(KEPT, "the-archive", StoreFixture.ARCHIVE_AFTER),
            fixture.items(),
            executions,
            expiry,
            Clock.systemUTC());

    private Execution ended() {
        Execution pending = fixture.created(StoreFixture.newTenant());
        return executions.update(
                pending,
                row -> row.end(ExecutionStatus.CANCELLED, null, "cancelled", Timestamps.now(Clock.systemUTC())));
    }

    private Execution published() {
        return executions.update(ended(), row -> row.publishedUpTo(row.seq()));
    }

    private boolean isFound(ExecutionKey key) {
        Instant later = Instant.now().plus(StoreFixture.ARCHIVE_AFTER).plusSeconds(60);
        return IntStream.range(0, index.shards())
                .mapToObj(shard -> index.unarchived(shard, null, later, 1_000))
                .flatMap(List::stream)
                .anyMatch(entry -> entry.key().equals(key));
    }

    @Test
    void shouldLetARowExpireOnlyOnceItsJsonIsInTheBucket() throws Exception {
        Execution published = published();
        assertThat(isFound(published.key())).isTrue();
        assertThat(fixture.attributes(published.key())).doesNotContainKey("expires_at");

        archive.put(published);
        archive.noted(published);

        assertThat(fixture.attributes(published.key()).get("expires_at").n())
                .isEqualTo(Long.toString(expiry.at(published).getEpochSecond()));
        assertThat(isFound(published.key())).isFalse();
        ArgumentCaptor<RequestBody> body = ArgumentCaptor.forClass(RequestBody.class);
        verify(s3).putObject(any(Consumer.class), body.capture());
        try (InputStream stream = body.getValue().contentStreamProvider().newStream()) {
            JsonNode json = new ObjectMapper().readTree(stream);
            assertThat(json.path("execution_id").asText())
                    .isEqualTo(published.key().executionId());
            assertThat(json.path("status").asText()).isEqualTo("cancelled");
            assertThat(json.path("history")).hasSize(2);
        }
    }

    @Test
    void shouldNameTheObjectByTenantDayAndExecution() {
        Execution ended =
                Samples.pending().end(ExecutionStatus.CANCELLED, null, null, Instant.parse("2026-01-31T23:59:59.9Z"));

        assertThat(ExecutionArchive.key(ended))
                .isEqualTo("archive/demo/2026-01-31/00a354e2-d393-4694-bc54-dde7554dfced/"
                        + "490de6d6113c4deba97856c5b0cbf17c.json");
    }

    @Test
    void shouldLeaveARowForTheNextSweepThatTheBucketDoesNotTake() {
        Execution published = published();
        doThrow(SdkClientException.create("away")).when(s3).putObject(any(Consumer.class), any(RequestBody.class));

        assertThatThrownBy(() -> archive.put(published)).isInstanceOf(SdkClientException.class);

        assertThat(isFound(published.key())).isTrue();
    }

    @Test
    void shouldArchiveAgainWhatChangedWhileItWasArchived() {
        Execution published = published();
        archive.put(published);
        executions.update(published, row -> row.withResults("results/late", true));

        archive.noted(published);

        assertThat(fixture.attributes(published.key())).doesNotContainKey("expires_at");
        assertThat(isFound(published.key())).isTrue();
    }

    @Test
    void shouldNotFindWhatIsNotPublished() {
        assertThat(isFound(ended().key())).isFalse();
    }
}
