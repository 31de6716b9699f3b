package execution.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.logging.LogContext;
import execution.messaging.HeldMessages;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import execution.store.Executions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the results that a bucket notification tells of. Whose they are is in the object's key alone. The results are
 * published first and noted on the row then, so a repeated notification of results that are noted does nothing, and a crash
 * between the two publishes them again rather than not at all.
 */
@Component
public class ResultsReader {

    private static final Logger LOG = LoggerFactory.getLogger(ResultsReader.class);

    private static final CompletableFuture<Void> NOTED = CompletableFuture.completedFuture(null);

    /** So long the note that results were read waits for another write of the row. */
    private static final Duration NOTED_WITHIN = Duration.ofSeconds(2);

    private final ObjectMapper mapper;
    private final Executions executions;
    private final ResultsDownload download;
    private final ResultsFiles files;
    private final TimedWork time;
    private final ResultsPublication publication;
    private final ProducerTemplate camel;
    private final String bucket;
    private final ResultsProperties properties;

    ResultsReader(
            ObjectMapper mapper,
            Executions executions,
            ResultsDownload download,
            ResultsFiles files,
            TimedWork time,
            ResultsPublication publication,
            ProducerTemplate camel,
            ServiceProperties service,
            ResultsProperties properties) {
        this.mapper = mapper;
        this.executions = executions;
        this.download = download;
        this.files = files;
        this.time = time;
        this.publication = publication;
        this.camel = camel;
        this.bucket = service.buckets().results();
        this.properties = properties;
    }

    /**
     * @param notification JSON as S3 sends it
     * @return completes once it is noted on each row that its results were read
     * @throws UnusableMessageException if it, or the archive that it tells of, can never be read
     */
    @Handler
    public CompletableFuture<Void> receive(@Body String notification, Exchange exchange) throws Exception {
        JsonNode root;
        try {
            root = mapper.readTree(notification);
        } catch (JsonProcessingException e) {
            throw new UnusableMessageException("not a bucket notification: " + e.getOriginalMessage());
        }
        if ("s3:TestEvent".equals(root.path("Event").asText())) {
            return NOTED;
        }
        if (!root.path("Records").isArray()) {
            throw new UnusableMessageException("not a bucket notification: no Records");
        }
        List<CompletableFuture<Void>> notes = new ArrayList<>();
        for (JsonNode event : root.path("Records")) {
            if (!bucket.equals(event.at("/s3/bucket/name").asText())) {
                throw new UnusableMessageException("a notification of another bucket");
            }
            String key = decoded(event.at("/s3/object/key").asText());
            ResultsKey results = ResultsKey.parse(key)
                    .orElseThrow(() -> new UnusableMessageException("not the key of results: " + key));
            try (LogContext context = LogContext.of(results.execution(), results.attempt())) {
                notes.add(read(results));
            }
        }
        HeldMessages.onlyWaits(exchange);
        return CompletableFuture.allOf(notes.toArray(CompletableFuture[]::new));
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnusableMessageException("not a bucket notification: the object's key is not URL-encoded");
        }
    }

    private CompletableFuture<Void> read(ResultsKey key) throws Exception {
        Execution execution = executions
                .find(key.execution())
                .orElseThrow(() -> new UnusableMessageException("results of no execution: " + key.text()));
        if (execution.attempt() != key.attempt()) {
            LOG.info(
                    "Results of {} attempt {} come too late, attempt {} counts",
                    key.execution(),
                    key.attempt(),
                    execution.attempt());
            return NOTED;
        }
        if (key.text().equals(execution.results().key())) {
            return NOTED;
        }
        try {
            Contents contents = fetch(execution, key);
            publication.publish(
                    ResultsMessage.of(
                            execution,
                            key,
                            bucket,
                            contents.metadata(),
                            contents.parsed().findings()),
                    contents.parsed().documents());
            // A task leaves its results shortly before its end, which writes the row anyway.
            return executions.updateAlong(
                    key.execution(),
                    NOTED_WITHIN,
                    row -> row.attempt() == key.attempt()
                            ? row.withResults(key.text(), contents.parsed().findings())
                            : row);
        } catch (UnusableMessageException e) {
            note(execution, key, e.getMessage());
            throw e;
        } catch (ResultsNotParsedException e) {
            note(execution, key, "their parser failed; they are tried again");
            throw e;
        } catch (ResultsNotPublishedException e) {
            note(execution, key, "they could not be published; they are tried again");
            throw e;
        }
    }

    /** Whoever asks for the execution sees neither the log nor the dead letters. The reason is gone once the results are read. */
    private void note(Execution execution, ResultsKey key, String reason) {
        executions.update(execution, row -> row.attempt() == key.attempt() ? row.withUnreadableResults(reason) : row);
    }

    private record Contents(Map<String, String> metadata, ParsedResults parsed) {}

    /** The files are gone when this returns, however long the publication takes. */
    private Contents fetch(Execution execution, ResultsKey key) throws Exception {
        Path packed = files.create(".tar.gz");
        Path file = files.create(".tmp");
        try {
            Map<String, String> metadata = download.fetch(key, packed);
            ParsedResults parsed = time.run("the reading of " + key.file(), () -> {
                ResultsArchive.unpack(
                        key.file(), packed, file, properties.mostUnpacked().toBytes());
                return parse(execution, file);
            });
            return new Contents(metadata, parsed);
        } finally {
            Files.deleteIfExists(packed);
            Files.deleteIfExists(file);
        }
    }

    private ParsedResults parse(Execution execution, Path file) {
        String route = "direct:parse-" + execution.job().jobName();
        if (camel.getCamelContext().hasEndpoint(route) == null) {
            return new ParsedResults(false, Map.of());
        }
        Exchange exchange = camel.send(route, e -> {
            e.getMessage().setBody(file.toFile());
            e.getMessage().setHeader("execution_id", execution.key().executionId());
            e.getMessage().setHeader("tenant_id", execution.key().tenantId());
            e.getMessage().setHeader("job_name", execution.job().jobName());
        });
        for (Throwable cause = exchange.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnusableMessageException unusable) {
                throw unusable;
            }
            if (cause instanceof StackOverflowError) {
                // So does a regular expression fail on a text that is too long for it, each time.
                throw new UnusableMessageException("the parser needs more stack than there is: " + route);
            }
        }
        if (exchange.isFailed()) {
            throw new ResultsNotParsedException(route + " failed", exchange.getException());
        }
        ParsedResults parsed = exchange.getMessage().getBody(ParsedResults.class);
        if (parsed == null) {
            throw new ResultsNotParsedException(route + " gave no ParsedResults", null);
        }
        return parsed;
    }
}
