package execution.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.operations.OptionalStages;
import execution.publication.KafkaProperties;
import execution.publication.SnsProperties;
import execution.store.Executions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.spi.Registry;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The beans that the routes of results name. Whatever is fetched from the bucket is one archive, which the test packs.
 */
public final class ResultsBeans {

    /** What the archive was put with. */
    public static final Map<String, String> METADATA =
            Map.of("scan_start_time", "2026-01-01T00:00:00Z", "scan_end_time", "2026-01-01T00:01:00Z");

    private final Path archive;
    private final ResultsProperties properties;
    private final Path files;
    private final S3Client s3 = Mockito.mock(S3Client.class);
    private Catalogue catalogue = Catalogue.of();
    private StaticListableBeanFactory parsers = new StaticListableBeanFactory();

    /**
     * @param directory for the archive and for the files that it is unpacked to
     */
    public ResultsBeans(Path directory) {
        this.archive = directory.resolve("archive");
        this.files = directory.resolve("files");
        this.properties =
                ResultsSettings.of(Map.of("directory", files.toString(), "retry", "1ms", "most-message", "10KB"));
    }

    /** Lets task files name parsers; before {@link #bind}. */
    public void tasks(TaskFile... tasks) {
        catalogue = Catalogue.of(tasks);
    }

    /** Adds a bean that a task file may name. */
    public void parser(String name, Object bean) {
        parsers.addBean(name, bean);
    }

    /** Gives the bucket that large documents are put to. */
    public S3Client s3() {
        return s3;
    }

    private static <T> T settings(String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(Map.of(prefix + ".brokers", "localhost:9092")))
                .bindOrCreate(prefix, type);
    }

    /** Puts the beans where routes find them. */
    public void bind(Registry registry, Executions executions, OptionalStages stages) throws IOException {
        ServiceProperties service = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("execution", ServiceProperties.class);
        ResultsDownload download = Mockito.mock(ResultsDownload.class);
        Mockito.when(download.fetch(ArgumentMatchers.any(), ArgumentMatchers.any()))
                .then(call -> {
                    Files.copy(archive, call.getArgument(1, Path.class), StandardCopyOption.REPLACE_EXISTING);
                    return new FetchedArchive.Origin(METADATA, Instant.parse("2026-01-01T00:02:00Z"));
                });
        ObjectMapper mapper = new ObjectMapper().findAndRegisterModules();
        registry.bind("notifications", new ResultsNotifications(mapper, service));
        registry.bind("owner", new ResultsOwner(executions));
        registry.bind("archive", new FetchedArchive(download, new ResultsFiles(properties), properties));
        KafkaProperties kafka = settings("execution.kafka", KafkaProperties.class);
        SnsProperties sns = settings("execution.sns", SnsProperties.class);
        registry.bind("parsers", new Parsers(catalogue, parsers, stages));
        registry.bind("documents", new DocumentsMessages(s3, catalogue, kafka, sns));
        registry.bind(
                "readingTime",
                new ReadingTime(
                        new TimedWork(properties, event -> {}),
                        new DocumentsContexts(catalogue, new Scans(service), properties, sns),
                        new SimpleMeterRegistry()));
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

    /** How many temporary files there are. */
    public long files() throws IOException {
        try (var all = Files.walk(files)) {
            return all.filter(file -> file.getFileName().toString().startsWith("results-"))
                    .count();
        }
    }
}
