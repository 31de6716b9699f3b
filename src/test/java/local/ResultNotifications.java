package local;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.AwsResources;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A store that tells of each archive put into the results bucket, in the shape of S3's event notifications. */
final class ResultNotifications extends ForwardingBlobStore {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final AwsResources.Notification WANTED = Names.RESOURCES.resultsNotification();

    private final Consumer<String> queue;
    private final AtomicLong sequencer = new AtomicLong(Instant.now().toEpochMilli() << 16);

    ResultNotifications(BlobStore store, Consumer<String> queue) {
        super(store);
        this.queue = queue;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        var response = super.putBlob(request, content);
        notify("Put", request.bucket(), request.key());
        return response;
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        var response = super.copyBlob(request);
        notify("Copy", request.destinationBucket(), request.destinationKey());
        return response;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        var response = super.completeMultipartUpload(upload, request);
        notify("CompleteMultipartUpload", upload.containerName(), upload.blobName());
        return response;
    }

    private void notify(String event, String bucket, String key) {
        if (bucket.equals(WANTED.bucket()) && key.startsWith(WANTED.prefix()) && key.endsWith(WANTED.suffix())) {
            var stored = blobMetadata(bucket, key);
            queue.accept(notification(event, bucket, key, stored.contentLength(), stored.eTag()));
        }
    }

    private String notification(String event, String bucket, String key, long size, String eTag) {
        var message = MAPPER.createObjectNode();
        var entry = message.putArray("Records")
                .addObject()
                .put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("awsRegion", Names.REGION.id())
                .put("eventTime", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("eventName", "ObjectCreated:" + event);
        entry.putObject("userIdentity").put("principalId", "AWS:LOCAL");
        entry.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
        entry.putObject("responseElements")
                .put("x-amz-request-id", UUID.randomUUID().toString())
                .put("x-amz-id-2", UUID.randomUUID().toString());
        var s3 = entry.putObject("s3").put("s3SchemaVersion", "1.0").put("configurationId", "results");
        s3.putObject("bucket")
                .put("name", bucket)
                .put("arn", "arn:aws:s3:::" + bucket)
                .putObject("ownerIdentity")
                .put("principalId", "LOCAL");
        s3.putObject("object")
                .put("key", encode(key))
                .put("size", size)
                .put("eTag", eTag == null ? "" : eTag.replace("\"", ""))
                .put("sequencer", String.format("%016X", sequencer.incrementAndGet()));
        return message.toString();
    }

    /** Encodes a key as S3 does: like the value of a form, except that slashes stay. */
    private static String encode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
