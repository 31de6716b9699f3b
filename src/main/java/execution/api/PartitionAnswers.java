package execution.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import execution.model.Execution;
import execution.model.Timestamps;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.store.ExecutionItems;
import execution.store.parts.PartitionStore;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** An execution as callers see it, with how far its parts are. */
@Component
class PartitionAnswers {

    private final ExecutionItems items;
    private final PartitionStore store;
    private final ObjectMapper mapper;

    PartitionAnswers(ExecutionItems items, PartitionStore store, ObjectMapper mapper) {
        this.items = items;
        this.store = store;
        this.mapper = mapper;
    }

    /** Gives the row of an execution. For one with parts, what is known of them as a whole is read, too. */
    ObjectNode json(Execution execution) {
        ObjectNode json = items.toJson(execution);
        if (execution.job().partitions() != null) {
            store.job(execution.key())
                    .ifPresent(job -> json.withObject("/partitions").set("progress", progress(job)));
        }
        return json;
    }

    /** Gives how far a job is, as its last turn saw it. */
    ObjectNode progress(PartitionJob job) {
        PartCounts counts = job.counts();
        ObjectNode json = mapper.createObjectNode();
        json.put("phase", job.phase().name().toLowerCase(Locale.ROOT));
        json.put("total", job.total());
        json.put("waiting", counts.waiting());
        json.put("in_flight", counts.inFlight());
        json.put("sent", counts.sent());
        json.put("running", counts.running());
        json.put("done", counts.done());
        json.put("failed", counts.failed());
        json.put("cancelled", counts.cancelled());
        json.put("max_in_flight", job.maxInFlight());
        json.put("tolerated_failures", job.toleratedFailures());
        json.put("tolerated_percent", job.toleratedPercent());
        json.put("slots", job.slots());
        json.put("mean_seconds", job.meanSeconds());
        json.put("updated_at", Timestamps.format(job.updatedAt()) + "Z");
        if (job.outcome() != null) {
            json.put("outcome", job.outcome());
        }
        if (job.resultKey() != null) {
            json.put("result_key", job.resultKey());
        }
        if (job.result() != null) {
            json.set("result", value(job.result()));
        }
        return json;
    }

    /** Gives the JSON of a text with all digits of its numbers. */
    JsonNode value(String json) {
        try {
            return mapper.reader()
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(json);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(json);
        }
    }
}
