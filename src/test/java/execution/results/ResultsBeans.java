package execution.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.store.Executions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.spi.Registry;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * The beans that the routes of results name. Whatever is fetched from the bucket is one archive, which the test packs.
 */
public final class ResultsBeans {

    /** What the archive was put with. */
    public static final Map<String, String> METADATA = Map.of("scan_start_time", "2026-01-01T00:00:00Z");

    private final Path archive;
    private final ResultsProperties properties;
    private final ReadingTime readingTime;
    private final Path files;

    /**
     * @param directory for the archive and for the files that it is unpacked to
     */
    public ResultsBeans(Path directory) {
        this.archive = directory.resolve("archive");
        this.files = directory.resolve("files");
        this.properties =
                ResultsSettings.of(Map.of("directory", files.toString(), "retry", "1ms", "most-message", "10KB"));
        this.readingTime = new ReadingTime(new TimedWork(properties, event -> {}));
    }

    /** Puts the beans where routes find them. */
    public void bind(Registry registry, Executions executions) throws IOException {
        ServiceProperties service = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("execution", ServiceProperties.class);
        ResultsDownload download = Mockito.mock(ResultsDownload.class);
        Mockito.when(download.fetch(ArgumentMatchers.any(), ArgumentMatchers.any()))
                .then(call -> {
                    Files.copy(archive, call.getArgument(1, Path.class), StandardCopyOption.REPLACE_EXISTING);
                    return METADATA;
                });
        ObjectMapper mapper = new ObjectMapper().findAndRegisterModules();
        registry.bind("notifications", new ResultsNotifications(mapper, service));
        registry.bind("owner", new ResultsOwner(executions));
        registry.bind("archive", new FetchedArchive(download, new ResultsFiles(properties), properties));
        registry.bind("answers", new ParserAnswers());
        registry.bind("messages", new ResultsMessages(mapper, properties, service));
        registry.bind("notes", new ResultsNotes(executions));
        registry.bind("patience", new ResultsRetries());
    }

    /** Packs what is fetched: one file. */
    public void pack(String name, String text) throws IOException {
        HostileArchives.pack(archive, tar -> HostileArchives.file(tar, name, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** How S3 tells of objects. */
    public static String notification(String... keys) {
        return Arrays.stream(keys)
                .map(key ->
                        """
                        {"s3": {"bucket": {"name": "executions-results"}, "object": {"key": "%s"}}}"""
                                .formatted(key))
                .collect(Collectors.joining(",", "{\"Records\": [", "]}"));
    }

    public ResultsProperties properties() {
        return properties;
    }

    public ReadingTime readingTime() {
        return readingTime;
    }

    /** How many temporary files there are. */
    public long files() throws IOException {
        try (var all = Files.walk(files)) {
            return all.filter(file -> file.getFileName().toString().startsWith("results-"))
                    .count();
        }
    }
}
