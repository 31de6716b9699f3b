package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

class ResultsDownloadTest {

    private static final ResultsKey KEY =
            new ResultsKey(new ExecutionKey("demo", "event", "execution"), 1, "scan.txt.tar.gz");
    private static final int MOST = 1_000_000;

    @TempDir
    private Path directory;

    private final AtomicBoolean aborted = new AtomicBoolean();
    private final GetObjectRequest.Builder request = GetObjectRequest.builder();

    private FetchedArchive.Origin fetch(GetObjectResponse response, int bytes) throws IOException {
        S3Client s3 = Mockito.mock(S3Client.class);
        Mockito.when(s3.getObject(ArgumentMatchers.<Consumer<GetObjectRequest.Builder>>any()))
                .thenAnswer(call -> {
                    call.<Consumer<GetObjectRequest.Builder>>getArgument(0).accept(request);
                    return new ResponseInputStream<>(
                            response,
                            AbortableInputStream.create(
                                    new ByteArrayInputStream(new byte[bytes]), () -> aborted.set(true)));
                });
        return fetch(s3);
    }

    private FetchedArchive.Origin fetch(S3Client s3) throws IOException {
        ServiceProperties service = new Binder(
                        new MapConfigurationPropertySource(Map.of("execution.buckets.results", "results-bucket")))
                .bindOrCreate("execution", ServiceProperties.class);
        return new ResultsDownload(s3, service, ResultsSettings.of(Map.of("most-packed", MOST + "B")))
                .fetch(KEY, directory.resolve("packed"));
    }

    @Test
    void shouldFetchAnObjectWhoseLengthIsNotAnnounced() throws IOException {
        Instant putAt = Instant.parse("2026-01-01T00:00:00Z");
        FetchedArchive.Origin origin = fetch(
                GetObjectResponse.builder()
                        .metadata(Map.of("scan_start_time", "now"))
                        .lastModified(putAt)
                        .build(),
                MOST);

        assertThat(origin.metadata()).containsExactly(Map.entry("scan_start_time", "now"));
        assertThat(origin.putAt()).isEqualTo(putAt);
        assertThat(directory.resolve("packed")).hasSize(MOST);
        assertThat(aborted).isFalse();
        assertThat(request.build().bucket()).isEqualTo("results-bucket");
        assertThat(request.build().key()).isEqualTo(KEY.text());
    }

    @Test
    void shouldFetchAnObjectThatIsAsLargeAsItMayBe() throws IOException {
        fetch(GetObjectResponse.builder().contentLength((long) MOST).build(), MOST);

        assertThat(directory.resolve("packed")).hasSize(MOST);
    }

    @Test
    void shouldSayThatAnObjectIsGone() {
        S3Client s3 = Mockito.mock(S3Client.class);
        Mockito.when(s3.getObject(ArgumentMatchers.<Consumer<GetObjectRequest.Builder>>any()))
                .thenThrow(NoSuchKeyException.builder().build());

        assertThatThrownBy(() -> fetch(s3))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining(KEY.text());
    }

    @Test
    void shouldCountWhatComesWhateverWasAnnounced() {
        assertThatThrownBy(() ->
                        fetch(GetObjectResponse.builder().contentLength(10L).build(), MOST + 1))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("more than 1000000 bytes");
        assertThat(aborted).isTrue();
        assertThat(directory.resolve("packed").toFile().length()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void shouldNotBeginWithAnObjectThatIsAnnouncedAsTooLarge() {
        assertThatThrownBy(() -> fetch(
                        GetObjectResponse.builder().contentLength(MOST + 1L).build(), 0))
                .isInstanceOf(UnusableMessageException.class);
        assertThat(aborted).isTrue();
    }
}
