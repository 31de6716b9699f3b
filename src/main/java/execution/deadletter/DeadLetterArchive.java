package execution.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;
import shared.token.SignedTokens;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Puts a copy of a dead letter into the bucket, as {@code <task>/<kind>/<message id>.json}. Whoever archives the same
 * message again writes the same object. A copy is kept for longer than a message, so it holds no token of a task.
 */
@Component
public class DeadLetterArchive {

    /** Of so many messages it is remembered that they were archived, so that each look need not put them again. */
    private static final int MOST_REMEMBERED = 20_000;

    private final S3Client s3;
    private final DeadLetterTasks tasks;
    private final ObjectMapper mapper;
    private final String bucket;
    private final Map<String, Boolean> archived = BoundedMap.forgettingOldest(MOST_REMEMBERED);

    DeadLetterArchive(S3Client s3, DeadLetterTasks tasks, ObjectMapper mapper, ServiceProperties service) {
        this.s3 = s3;
        this.tasks = tasks;
        this.mapper = mapper;
        this.bucket = service.buckets().deadLetters();
    }

    /**
     * Archives a message.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if the bucket or the table cannot be reached
     */
    @Handler
    public synchronized void archive(@Body DeadLetter letter) throws JsonProcessingException {
        String message = letter.queue().name() + "/" + letter.id();
        if (archived.containsKey(message)) {
            return;
        }
        String task = tasks.of(letter);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("queue", letter.queue().source());
        object.put("kind", letter.queue().kind());
        object.put("task", task);
        object.put("message_id", letter.id());
        object.put("reason", letter.reason());
        object.put("sent_at", letter.sentAt().toString());
        object.put("body", SignedTokens.masked(letter.body()));
        String key = task + "/" + letter.queue().kind() + "/" + letter.id() + ".json";
        byte[] json = mapper.writeValueAsBytes(object);
        s3.putObject(put -> put.bucket(bucket).key(key).contentType("application/json"), RequestBody.fromBytes(json));
        archived.put(message, true);
    }
}
