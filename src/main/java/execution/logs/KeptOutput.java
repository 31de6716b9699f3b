package execution.logs;

import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.OutputKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import shared.text.PlainText;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads the end of the output that the wrapper kept of an attempt that failed. */
@Component
public class KeptOutput {

    private final S3Client s3;
    private final String bucket;

    KeptOutput(S3Client s3, ServiceProperties service) {
        this.s3 = s3;
        this.bucket = service.buckets().results();
    }

    /**
     * Reads the kept output, of which there are at most 64 KiB.
     *
     * @return the lines, without times; empty if nothing was kept
     * @throws software.amazon.awssdk.core.exception.SdkException if S3 cannot answer
     */
    public Optional<List<LogLine>> read(ExecutionKey execution, int attempt) {
        String key = new OutputKey(execution, attempt).text();
        try {
            String text = s3.getObjectAsBytes(
                            get -> get.bucket(bucket).key(key).range("bytes=0-" + (OutputKey.MOST_BYTES - 1)))
                    .asString(StandardCharsets.UTF_8);
            return Optional.of(PlainText.of(text)
                    .lines()
                    .map(line -> new LogLine(null, line, null))
                    .toList());
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
