package execution.partition;

import execution.aws.ServiceProperties;
import execution.model.AggregateKey;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the objects in the bucket of the results into which the values of parts are put together. */
@Component
class AggregateObjects {

    private final S3Client s3;
    private final String bucket;

    AggregateObjects(S3Client s3, ServiceProperties service) {
        this.s3 = s3;
        this.bucket = service.buckets().results();
    }

    /** Begins an object, which is there once the stream is completed. An object of that key is replaced then. */
    AggregateUpload open(AggregateKey key, String contentType) {
        return new AggregateUpload(s3, bucket, key.text(), contentType);
    }
}
