package execution.partition;

import execution.aws.ServiceProperties;
import execution.model.PartitionPlan;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads the objects that say what the parts of jobs are. */
@Component
class PartInputs {

    private static final int NOT_FOUND = 404;
    private static final int CHANGED = 412;
    private static final int NO_SUCH_RANGE = 416;

    private final S3Client s3;
    private final ServiceProperties.Buckets buckets;

    PartInputs(S3Client s3, ServiceProperties service) {
        this.s3 = s3;
        this.buckets = service.buckets();
    }

    /** An object that is being read. */
    static final class Opened implements AutoCloseable {
        private final ResponseInputStream<GetObjectResponse> object;
        private boolean isRead;

        private Opened(ResponseInputStream<GetObjectResponse> object) {
            this.object = object;
        }

        InputStream stream() {
            return object == null ? InputStream.nullInputStream() : object;
        }

        /** Notes whether the stream was read to its end, so that its connection can serve again. */
        void leave(boolean read) {
            isRead = read;
        }

        @Override
        public void close() throws IOException {
            if (object == null) {
                return;
            }
            if (isRead) {
                object.close();
            } else {
                // The rest may be large. It would be read to its end, if the connection were not given up.
                object.abort();
            }
        }
    }

    /**
     * Opens the object of a plan.
     *
     * @param tag says which version of the object is read; null for any
     * @param from the first byte to read; at the object's end or behind it nothing is read
     * @throws InputRefusedException if there is no such object, or if it has changed
     */
    Opened open(PartitionPlan plan, String tag, long from) {
        return open(plan, tag, "bytes=" + from + "-");
    }

    /**
     * Reads a part of the object.
     *
     * @param tag says which version of the object is read; null for any
     * @param from the first byte
     * @param to the byte behind the last
     * @return the bytes that there are
     * @throws InputRefusedException if there is no such object, or if it has changed
     */
    byte[] read(PartitionPlan plan, String tag, long from, long to) throws IOException {
        try (Opened opened = open(plan, tag, "bytes=" + from + "-" + (to - 1))) {
            byte[] bytes = opened.stream().readNBytes((int) (to - from));
            opened.leave(true);
            return bytes;
        }
    }

    /**
     * Finds out which version of the object there is.
     *
     * @return its tag; null for a list that came with a request, whose key names what is in it, so that it may be put
     *     again
     * @throws InputRefusedException if there is no such object
     * @throws software.amazon.awssdk.core.exception.SdkException if S3 does not say it
     */
    String tag(PartitionPlan plan) {
        try {
            String tag = s3.headObject(head -> head.bucket(bucket(plan)).key(plan.object()))
                    .eTag();
            return plan.hasList() ? null : tag;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                throw missing();
            }
            throw e;
        }
    }

    private static InputRefusedException missing() {
        return new InputRefusedException("the input object does not exist");
    }

    private Opened open(PartitionPlan plan, String tag, String range) {
        try {
            return new Opened(s3.getObject(get ->
                    get.bucket(bucket(plan)).key(plan.object()).ifMatch(tag).range(range)));
        } catch (NoSuchKeyException e) {
            throw missing();
        } catch (S3Exception e) {
            if (e.statusCode() == CHANGED) {
                throw new InputRefusedException("the input object has changed since the job began");
            }
            if (e.statusCode() == NO_SUCH_RANGE) {
                return new Opened(null);
            }
            throw e;
        }
    }

    private String bucket(PartitionPlan plan) {
        return PartitionPlan.RESULTS.equals(plan.bucket()) ? buckets.results() : buckets.input();
    }
}
