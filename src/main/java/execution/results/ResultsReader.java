package execution.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.application.Executions;
import execution.config.ResultsProperties;
import execution.config.ServiceProperties;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Reads the results that a bucket notification tells of. Whose they are is in the object's key alone. The results are
 * published first and noted on the row then, so a repeated notification of results that are noted does nothing, and a crash
 * between the two publishes them again rather than not at all.
 */
@Component
public class ResultsReader {

    private static final Logger LOG = LoggerFactory.getLogger(ResultsReader.class);

    /** That of schemas/results-message.v1.json. */
    private static final int SCHEMA_VERSION = 1;

    private final ObjectMapper mapper;
    private final Executions executions;
    private final S3Client s3;
    private final ProducerTemplate camel;
    private final ServiceProperties.Buckets buckets;
    private final ResultsProperties properties;

    ResultsReader(
            ObjectMapper mapper,
            Executions executions,
            S3Client s3,
            ProducerTemplate camel,
            ServiceProperties service,
            ResultsProperties properties) {
        this.mapper = mapper;
        this.executions = executions;
        this.s3 = s3;
        this.camel = camel;
        this.buckets = service.buckets();
        this.properties = properties;
    }

    /**
     * @param notification JSON as S3 sends it
     * @throws UnusableMessageException if it, or the archive that it tells of, can never be read
     */
    @Handler
    public void receive(@Body String notification) throws IOException {
        JsonNode root;
        try {
            root = mapper.readTree(notification);
        } catch (JsonProcessingException e) {
            throw new UnusableMessageException("not a bucket notification: " + e.getOriginalMessage());
        }
        if ("s3:TestEvent".equals(root.path("Event").asText())) {
            return;
        }
        if (!root.path("Records").isArray()) {
            throw new UnusableMessageException("not a bucket notification: no Records");
        }
        for (JsonNode event : root.path("Records")) {
            if (!buckets.results().equals(event.at("/s3/bucket/name").asText())) {
                throw new UnusableMessageException("a notification of another bucket");
            }
            String key = decoded(event.at("/s3/object/key").asText());
            read(ResultsKey.parse(key)
                    .orElseThrow(() -> new UnusableMessageException("not the key of results: " + key)));
        }
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnusableMessageException("not a bucket notification: the object's key is not URL-encoded");
        }
    }

    private void read(ResultsKey key) throws IOException {
        Execution execution = executions
                .find(key.execution())
                .orElseThrow(() -> new UnusableMessageException("results of no execution: " + key.text()));
        if (execution.attempt() != key.attempt()) {
            LOG.info(
                    "Results of {} attempt {} come too late, attempt {} counts",
                    key.execution(),
                    key.attempt(),
                    execution.attempt());
            return;
        }
        if (key.text().equals(execution.resultsKey())) {
            return;
        }
        Path packed = Files.createTempFile("results-", ".tar.gz");
        Path file = Files.createTempFile("results-", ".tmp");
        try {
            Map<String, String> metadata = download(key, packed);
            ResultsArchive.unpack(
                    key.file(), packed, file, properties.mostUnpacked().toBytes());
            ParsedResults parsed = parse(execution, file);
            publish(execution, key, metadata, parsed);
            executions.update(
                    execution,
                    row -> row.attempt() == key.attempt() ? row.withResults(key.text(), parsed.findings()) : row);
        } catch (UnusableMessageException e) {
            // Whoever asks for the execution has no access to the dead letters.
            executions.update(
                    execution, row -> row.attempt() == key.attempt() ? row.withUnreadableResults(e.getMessage()) : row);
            throw e;
        } finally {
            Files.deleteIfExists(packed);
            Files.deleteIfExists(file);
        }
    }

    private Map<String, String> download(ResultsKey key, Path target) throws IOException {
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(get -> get.bucket(buckets.results()).key(key.text()))) {
            long size = object.response().contentLength();
            if (size > properties.mostPacked().toBytes()) {
                object.abort();
                throw new UnusableMessageException("the archive has " + size + " bytes, at most "
                        + properties.mostPacked().toBytes() + " are read");
            }
            Files.copy(object, target, StandardCopyOption.REPLACE_EXISTING);
            return object.response().metadata();
        } catch (NoSuchKeyException e) {
            throw new UnusableMessageException("the object is gone: " + key.text());
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
        }
        if (exchange.isFailed()) {
            throw new IllegalStateException(route + " failed", exchange.getException());
        }
        return exchange.getMessage().getBody(ParsedResults.class);
    }

    private void publish(Execution execution, ResultsKey key, Map<String, String> metadata, ParsedResults parsed) {
        ObjectNode message = mapper.createObjectNode();
        message.put("schema_version", SCHEMA_VERSION);
        message.put("execution_id", execution.key().executionId());
        message.put("jit_event_id", execution.key().jitEventId());
        message.put("tenant_id", execution.key().tenantId());
        message.put("attempt", key.attempt());
        message.put("task", execution.job().jobName());
        message.put("object", "s3://" + buckets.results() + "/" + key.text());
        message.put("scan_id", execution.key().executionId());
        message.put("scan_start_time", metadata.get("scan_start_time"));
        message.put("scan_end_time", metadata.get("scan_end_time"));
        message.put("has_findings", parsed.findings());
        message.set("documents", mapper.valueToTree(parsed.documents()));
        String body = message.toString();
        Exchange sent = camel.send("direct:publish-results", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader("execution_id", execution.key().executionId());
            exchange.getMessage().setHeader("tenant_id", execution.key().tenantId());
            exchange.getMessage().setHeader("task", execution.job().jobName());
        });
        if (sent.isFailed()) {
            throw new ResultsNotPublishedException(sent.getException());
        }
    }
}
