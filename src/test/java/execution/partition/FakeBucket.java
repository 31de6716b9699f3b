package execution.partition;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects of S3 in memory, of which ranges can be read. */
final class FakeBucket {

    private final Map<String, byte[]> objects = new HashMap<>();
    private final S3Client client = mock(S3Client.class);
    private int reads;
    private int throttleNext;

    FakeBucket() {
        when(client.getObject(any(Consumer.class))).then(call -> {
            GetObjectRequest.Builder get = GetObjectRequest.builder();
            call.<Consumer<GetObjectRequest.Builder>>getArgument(0).accept(get);
            return get(get.build());
        });
        when(client.headObject(any(Consumer.class))).then(call -> {
            HeadObjectRequest.Builder head = HeadObjectRequest.builder();
            call.<Consumer<HeadObjectRequest.Builder>>getArgument(0).accept(head);
            return HeadObjectResponse.builder()
                    .contentLength((long) object(head.build().key()).length)
                    .eTag(tag(head.build().key()))
                    .build();
        });
    }

    /** Has S3 refuse so many of the next calls, because there were too many. */
    void throttleNext(int calls) {
        throttleNext = calls;
    }

    private byte[] object(String key) {
        if (throttleNext > 0) {
            throttleNext--;
            throw S3Exception.builder()
                    .statusCode(503)
                    .awsErrorDetails(
                            AwsErrorDetails.builder().errorCode("SlowDown").build())
                    .build();
        }
        byte[] object = objects.get(key);
        if (object == null) {
            throw NoSuchKeyException.builder().statusCode(404).build();
        }
        return object;
    }

    private ResponseInputStream<GetObjectResponse> get(GetObjectRequest request) {
        reads++;
        byte[] object = object(request.key());
        if (request.ifMatch() != null && !request.ifMatch().equals(tag(request.key()))) {
            throw S3Exception.builder().statusCode(412).build();
        }
        String[] range = request.range().substring("bytes=".length()).split("-", -1);
        int from = Integer.parseInt(range[0]);
        if (from >= object.length) {
            throw S3Exception.builder().statusCode(416).build();
        }
        int to = range[1].isEmpty() ? object.length : Math.min(object.length, Integer.parseInt(range[1]) + 1);
        return new ResponseInputStream<>(
                GetObjectResponse.builder().contentLength((long) to - from).build(),
                AbortableInputStream.create(new ByteArrayInputStream(object, from, to - from)));
    }

    S3Client client() {
        return client;
    }

    private String tag(String key) {
        return '"' + Integer.toHexString(Arrays.hashCode(objects.get(key))) + '"';
    }

    void put(String key, String text) {
        put(key, text.getBytes(StandardCharsets.UTF_8));
    }

    void put(String key, byte[] object) {
        objects.put(key, object);
    }

    void remove(String key) {
        objects.remove(key);
    }

    int reads() {
        return reads;
    }
}
