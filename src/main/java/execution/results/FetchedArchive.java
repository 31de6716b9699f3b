package execution.results;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Fetches an archive from the bucket, unpacks it for the parser, and deletes both files afterwards. */
@Component
public class FetchedArchive {

    /** The exchange property with the metadata that the archive was put with: a map of texts. */
    static final String METADATA = "results.metadata";
    /** The exchange property with the {@link Origin} of the archive. */
    static final String ORIGIN = "results.origin";

    /** The exchange property with the {@link execution.results.parser.ResultsFile} that a parser reads. */
    static final String FILE = "resultsFile";

    private static final String PACKED = "results.packed";
    private static final String UNPACKED = "results.unpacked";

    /**
     * What S3 says of an archive.
     *
     * @param metadata what the task said when it put the archive; it comes from outside
     * @param putAt when the archive was put
     */
    record Origin(Map<String, String> metadata, Instant putAt) {}

    private final ResultsDownload download;
    private final ResultsFiles files;
    private final ResultsProperties properties;

    FetchedArchive(ResultsDownload download, ResultsFiles files, ResultsProperties properties) {
        this.download = download;
        this.files = files;
        this.properties = properties;
    }

    /**
     * Downloads the archive into a temporary file.
     *
     * @throws UnusableMessageException if the object is gone or too large
     * @throws IOException if it did not come whole and in time, or if there is no room for it
     */
    public void fetch(@ExchangeProperty(ResultsOwner.KEY) ResultsKey key, Exchange exchange) throws IOException {
        Path packed = files.create(".tar.gz");
        exchange.setProperty(PACKED, packed);
        exchange.setProperty(UNPACKED, files.create(".tmp"));
        Origin origin = download.fetch(key, packed);
        exchange.setProperty(ORIGIN, origin);
        exchange.setProperty(METADATA, origin.metadata());
    }

    /**
     * Unpacks the archive and makes the message of its file that parsers take.
     *
     * @throws UnusableMessageException if the archive is not of the form that is read
     */
    public void unpack(
            @ExchangeProperty(ResultsOwner.KEY) ResultsKey key,
            @ExchangeProperty(ResultsOwner.EXECUTION) Execution execution,
            Exchange exchange) {
        Path unpacked = exchange.getProperty(UNPACKED, Path.class);
        ResultsArchive.unpack(
                key.file(),
                exchange.getProperty(PACKED, Path.class),
                unpacked,
                new ResultsArchive.Limits(properties.mostUnpacked().toBytes(), properties.mostRatio()));
        Map<String, String> metadata =
                exchange.getProperty(ORIGIN, Origin.class).metadata();
        exchange.setProperty(FILE, new UnpackedFile(ResultsArchive.fileName(key.file()), metadata, unpacked));
        ExecutionKey owner = execution.key();
        Message message = exchange.getMessage();
        message.setBody(unpacked.toFile());
        message.removeHeaders("*");
        message.setHeader("execution_id", owner.executionId());
        message.setHeader("tenant_id", owner.tenantId());
        message.setHeader("job_name", execution.job().jobName());
    }

    /** Deletes the files that exist. */
    public void delete(Exchange exchange) throws IOException {
        delete(exchange.getProperty(PACKED, Path.class));
        delete(exchange.getProperty(UNPACKED, Path.class));
    }

    private static void delete(Path file) throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
