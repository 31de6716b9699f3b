package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.Samples;
import execution.model.UnusableMessageException;
import execution.results.parser.ResultsFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;

class FetchedArchiveTest {

    private static final FetchedArchive.Origin ORIGIN =
            new FetchedArchive.Origin(Map.of("scan_start_time", "then"), Instant.EPOCH);

    @TempDir
    private Path directory;

    private final Execution execution = Samples.running(1);
    private final ResultsKey key = new ResultsKey(execution.key(), 1, "scan.txt.tar.gz");
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final ResultsDownload download = Mockito.mock(ResultsDownload.class);
    private FetchedArchive archive;

    @BeforeEach
    void start() throws IOException {
        ResultsProperties properties = ResultsSettings.of(
                Map.of("directory", directory.resolve("files").toString(), "most-unpacked", "100B"));
        archive = new FetchedArchive(download, new ResultsFiles(properties), properties);
    }

    private void put(String text) throws IOException {
        Mockito.when(download.fetch(ArgumentMatchers.eq(key), ArgumentMatchers.any()))
                .then(call -> {
                    HostileArchives.pack(
                            call.getArgument(1, Path.class),
                            tar -> HostileArchives.file(tar, "scan.txt", text.getBytes(StandardCharsets.UTF_8)));
                    return ORIGIN;
                });
    }

    private long temporaryFiles() throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("results-"))
                    .count();
        }
    }

    @Test
    void shouldGiveTheParserTheFileAndWhoseItIs() throws IOException {
        put("found");
        exchange.getMessage().setHeader("of_before", "x");

        archive.fetch(key, exchange);
        archive.unpack(key, execution, exchange);

        assertThat(exchange.getMessage().getBody(File.class)).hasContent("found");
        ResultsFile file = exchange.getProperty(FetchedArchive.FILE, ResultsFile.class);
        assertThat(file.name()).isEqualTo("scan.txt");
        assertThat(file.metadata()).isEqualTo(Map.of("scan_start_time", "then"));
        try (InputStream in = file.open()) {
            assertThat(in).hasContent("found");
        }
        assertThat(exchange.getProperty(FetchedArchive.METADATA)).isEqualTo(Map.of("scan_start_time", "then"));
        assertThat(exchange.getProperty(FetchedArchive.ORIGIN)).isEqualTo(ORIGIN);
        assertThat(exchange.getMessage().getHeaders())
                .containsOnly(
                        Map.entry("execution_id", execution.key().executionId()),
                        Map.entry("tenant_id", "demo"),
                        Map.entry("job_name", "scan"));
    }

    @Test
    void shouldLeaveNoFilesWhateverBecameOfThem() throws IOException {
        put("found");
        archive.delete(exchange);
        archive.fetch(key, exchange);
        assertThat(temporaryFiles()).isEqualTo(2);

        archive.delete(exchange);
        archive.delete(exchange);

        assertThat(temporaryFiles()).isZero();
    }

    @Test
    void shouldRefuseAFileThatIsTooLarge() throws IOException {
        put("x".repeat(101));
        archive.fetch(key, exchange);

        assertThatThrownBy(() -> archive.unpack(key, execution, exchange))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("at most 100");
    }
}
