package execution.partition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import execution.model.AggregateKey;
import execution.model.PartitionPlan;
import execution.parts.PartEnd;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/**
 * The aggregators that are in the service. Each reads the values of the parts that are done, one block after the other,
 * in the order of the parts, and writes the aggregate at the same time. So a part that was good at first and one that
 * was repaired give the same aggregate, and the memory does not grow with the number of parts.
 */
@Component
public class Aggregators implements Aggregation {

    private final AggregateObjects objects;
    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    Aggregators(AggregateObjects objects) {
        this.objects = objects;
    }

    /** Tells whether a route of the operators puts the values together. */
    public boolean isRoute(@Body AggregationCall call) {
        return call.plan().aggregator().startsWith(PartitionPlan.ROUTE);
    }

    @Override
    public Aggregate aggregate(@Body AggregationCall call) {
        return switch (call.plan().aggregator()) {
            case "list" -> list(call);
            case "sum" -> sum(call);
            case "concat" -> concat(call);
            case "none" -> Aggregate.NONE;
            default ->
                throw new AggregationRefusedException(
                        "there is no aggregator '" + call.plan().aggregator() + "'");
        };
    }

    private Aggregate list(AggregationCall call) {
        AggregateKey key = key(call, "jsonl");
        SmallResult small = new SmallResult();
        try (AggregateUpload object = objects.open(key, "application/x-ndjson")) {
            String before = "[";
            for (ValueLines lines = lines(call); lines.hasNext(); before = ",") {
                String line = lines.next();
                byte[] text = bytes(line + '\n');
                object.write(text, 0, text.length);
                small.add(before);
                small.add(line);
            }
            small.add("]");
            object.complete();
        }
        return new Aggregate(key.text(), small.text());
    }

    static ValueLines lines(AggregationCall call) {
        return new ValueLines(call.ends().get(), call.job().total());
    }

    private Aggregate sum(AggregationCall call) {
        AggregateSum sum = new AggregateSum();
        for (Iterator<PartEnd> ends = call.ends().get(); ends.hasNext(); ) {
            PartEnd end = ends.next();
            JsonNode value = value(end);
            if (!value.isNull()) {
                sum.add(end.part(), value);
            }
        }
        AggregateKey key = key(call, "json");
        String json = json(sum.value());
        byte[] text = bytes(json);
        try (AggregateUpload object = objects.open(key, "application/json")) {
            object.write(text, 0, text.length);
            object.complete();
        }
        return new Aggregate(key.text(), text.length > Aggregate.MOST_BYTES ? null : json);
    }

    private Aggregate concat(AggregationCall call) {
        AggregateKey key = key(call, "txt");
        SmallResult small = new SmallResult();
        try (AggregateUpload object = objects.open(key, "text/plain; charset=utf-8")) {
            for (Iterator<PartEnd> ends = call.ends().get(); ends.hasNext(); ) {
                PartEnd end = ends.next();
                JsonNode value = value(end);
                if (value.isNull()) {
                    continue;
                }
                if (!value.isTextual()) {
                    throw new AggregationRefusedException("the value of part " + end.part() + " is no text");
                }
                byte[] text = bytes(value.textValue());
                object.write(text, 0, text.length);
                small.add(value.textValue());
            }
            object.complete();
        }
        return new Aggregate(key.text(), small(small.text()));
    }

    /** Gives a text as JSON, which may take more bytes than the text; null if it takes too many. */
    private String small(String text) {
        SmallResult small = new SmallResult();
        if (text == null) {
            return null;
        }
        small.add(json(text));
        return small.text();
    }

    static AggregateKey key(AggregationCall call, String ending) {
        return new AggregateKey(call.job().key(), call.job().attempt(), ending);
    }

    /** Gives the value of a part; null of JSON if the part has failed or has no value. */
    private JsonNode value(PartEnd end) {
        if (!end.succeeded() || end.value() == null) {
            return mapper.nullNode();
        }
        try {
            return mapper.readTree(end.value());
        } catch (JsonProcessingException e) {
            throw new AggregationRefusedException("the value of part " + end.part() + " is not JSON");
        }
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
