package execution.partition;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes an object of any size with the memory of one part of the upload. Nothing of the object is to be seen before
 * {@link #complete}; an upload that is closed before is given up.
 */
final class AggregateUpload extends OutputStream {

    /** S3 takes 10,000 parts of at least 5 MiB, so an object may have 80 GB: more than a job's values can have. */
    private static final int PART_BYTES = 8 * 1024 * 1024;

    private static final int FIRST_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AggregateUpload.class);

    private final S3Client s3;
    private final String bucket;
    private final String key;
    private final String contentType;
    private final List<CompletedPart> parts = new ArrayList<>();
    private byte[] buffer = new byte[FIRST_BYTES];
    private int used;
    private String uploadId;
    private boolean completed;

    AggregateUpload(S3Client s3, String bucket, String key, String contentType) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
        this.contentType = contentType;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (used == buffer.length) {
                makeRoom();
            }
            int some = Math.min(left, buffer.length - used);
            System.arraycopy(bytes, from, buffer, used, some);
            used += some;
            from += some;
            left -= some;
        }
    }

    private void makeRoom() {
        if (buffer.length < PART_BYTES) {
            buffer = java.util.Arrays.copyOf(buffer, Math.min(PART_BYTES, 2 * buffer.length));
        } else {
            upload();
        }
    }

    private void upload() {
        if (uploadId == null) {
            uploadId = s3.createMultipartUpload(
                            create -> create.bucket(bucket).key(key).contentType(contentType))
                    .uploadId();
        }
        int number = parts.size() + 1;
        String tag = s3.uploadPart(
                        part -> part.bucket(bucket)
                                .key(key)
                                .uploadId(uploadId)
                                .partNumber(number)
                                .contentLength((long) used),
                        RequestBody.fromByteBuffer(java.nio.ByteBuffer.wrap(buffer, 0, used)))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        used = 0;
    }

    /** Makes the object of what was written. */
    void complete() {
        if (uploadId == null) {
            s3.putObject(
                    put -> put.bucket(bucket).key(key).contentType(contentType),
                    RequestBody.fromByteBuffer(java.nio.ByteBuffer.wrap(buffer, 0, used)));
        } else {
            upload();
            s3.completeMultipartUpload(complete ->
                    complete.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(all -> all.parts(parts)));
        }
        completed = true;
    }

    @Override
    public void close() {
        if (completed || uploadId == null) {
            return;
        }
        try {
            s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(uploadId));
        } catch (SdkException e) {
            LOG.warn("The parts of an upload to {} are left in the bucket", key, e);
        }
    }
}
