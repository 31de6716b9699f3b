package execution.results;

import execution.aws.ServiceProperties;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Fetches an archive from the bucket. */
@Component
class ResultsDownload {

    private final S3Client s3;
    private final String bucket;
    private final long most;
    private final long mostNanos;

    ResultsDownload(S3Client s3, ServiceProperties service, ResultsProperties properties) {
        this.s3 = s3;
        this.bucket = service.buckets().results();
        this.most = properties.mostPacked().toBytes();
        this.mostNanos = properties.mostTime().toNanos();
    }

    /**
     * @param target takes the archive
     * @return what S3 says of the archive
     * @throws UnusableMessageException if the object is gone or too large
     * @throws IOException if it did not come whole, or not within {@code execution.results.most-time}
     */
    FetchedArchive.Origin fetch(ResultsKey key, Path target) throws IOException {
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(get -> get.bucket(bucket).key(key.text()))) {
            try (OutputStream out = Files.newOutputStream(target)) {
                copy(object, out);
            } catch (UnusableMessageException | IOException e) {
                // The connection is closed, because it would otherwise be read to the end of the object.
                object.abort();
                throw e;
            }
            Instant putAt = object.response().lastModified();
            return new FetchedArchive.Origin(object.response().metadata(), putAt == null ? Instant.EPOCH : putAt);
        } catch (NoSuchKeyException e) {
            throw new UnusableMessageException("the object is gone: " + key.text());
        }
    }

    /** Counts the bytes that come, because the announced length may be missing or wrong. */
    private void copy(ResponseInputStream<GetObjectResponse> object, OutputStream out) throws IOException {
        Long announced = object.response().contentLength();
        if (announced != null && announced > most) {
            throw tooLarge();
        }
        // By the monotonic clock: a correction of the time of day must neither break a download off nor let it go on.
        long started = System.nanoTime();
        byte[] buffer = new byte[65_536];
        long total = 0;
        for (int read = object.read(buffer); read >= 0; read = object.read(buffer)) {
            total += read;
            if (total > most) {
                throw tooLarge();
            }
            if (System.nanoTime() - started > mostNanos) {
                throw new IOException("the object did not come in time, after " + total + " bytes");
            }
            out.write(buffer, 0, read);
        }
    }

    private UnusableMessageException tooLarge() {
        return new UnusableMessageException("the archive has more than " + most + " bytes, more are not read");
    }
}
