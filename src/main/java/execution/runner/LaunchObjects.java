package execution.runner;

import execution.aws.ServiceProperties;
import execution.model.LaunchKey;
import java.time.Duration;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Keeps that part of a launch which its platform does not take, in an object for each attempt. Only the task with that
 * attempt's token is given a URL of the object. The object holds no secret, because a launch holds none. The lifecycle
 * of the results bucket deletes it.
 */
@Component
public class LaunchObjects {

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;

    /** @param service names the results bucket */
    public LaunchObjects(S3Client s3, S3Presigner presigner, ServiceProperties service) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = service.buckets().results();
    }

    /**
     * Stores the object of an attempt. Whoever launches the same attempt again stores the same bytes.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if S3 did not take it
     */
    public void store(String attemptId, byte[] object) {
        s3.putObject(
                put -> put.bucket(bucket).key(LaunchKey.of(attemptId)).contentType("application/json"),
                RequestBody.fromBytes(object));
    }

    /** Gives how many bytes the object of an attempt has; empty if the attempt has none. */
    public OptionalLong size(String attemptId) {
        try {
            return OptionalLong.of(s3.headObject(head -> head.bucket(bucket).key(LaunchKey.of(attemptId)))
                    .contentLength());
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** Signs a URL from which the object of an attempt can be read for a while. */
    public String url(String attemptId, Duration signedFor) {
        return presigner
                .presignGetObject(presign -> presign.signatureDuration(signedFor)
                        .getObjectRequest(get -> get.bucket(bucket).key(LaunchKey.of(attemptId))))
                .url()
                .toString();
    }
}
