package execution.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.model.AggregateKey;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;

/** Reads of which results a bucket notification tells. Whose they are is in the object's key alone. */
@Component
public class ResultsNotifications {

    private final ObjectMapper mapper;
    private final String bucket;

    ResultsNotifications(ObjectMapper mapper, ServiceProperties service) {
        this.mapper = mapper;
        this.bucket = service.buckets().results();
    }

    /**
     * Reads a notification.
     *
     * @param notification JSON as S3 sends it
     * @return the keys of results in the notification's order; none for the test that S3 sends when notifications are
     *     switched on
     * @throws UnusableMessageException if it is no notification of this service's results
     */
    @Handler
    public List<ResultsKey> read(@Body String notification) {
        JsonNode root;
        try {
            root = mapper.readTree(notification);
        } catch (JsonProcessingException e) {
            throw new UnusableMessageException("not a bucket notification: " + e.getOriginalMessage());
        }
        if ("s3:TestEvent".equals(root.path("Event").asText())) {
            return List.of();
        }
        if (!root.path("Records").isArray()) {
            throw new UnusableMessageException("not a bucket notification: no Records");
        }
        List<ResultsKey> keys = new ArrayList<>();
        for (JsonNode event : root.path("Records")) {
            if (!bucket.equals(event.at("/s3/bucket/name").asText())) {
                throw new UnusableMessageException("a notification of another bucket");
            }
            String key = decoded(event.at("/s3/object/key").asText());
            if (AggregateKey.isOne(key)) {
                // Such an object is the service's own. A bucket whose notifications have no suffix tells of it as well.
                continue;
            }
            keys.add(ResultsKey.parse(key)
                    .orElseThrow(() -> new UnusableMessageException("not the key of results: " + key)));
        }
        return keys;
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnusableMessageException("not a bucket notification: the object's key is not URL-encoded");
        }
    }
}
