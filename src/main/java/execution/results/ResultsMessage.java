package execution.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import execution.model.Execution;
import execution.model.ResultsKey;
import java.util.List;
import java.util.Map;

/**
 * Results, or a part of them, as they are published; schemas/results-message.v1.json is what consumers are promised.
 *
 * @param schemaVersion 1
 * @param object where the results are, {@code s3://<bucket>/<key>}
 * @param scanStartTime as the task said it, or null
 * @param scanEndTime as the task said it, or null
 * @param hasFindings of the whole results, in each part
 * @param part from 1
 * @param parts how many messages have the documents of these results
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record ResultsMessage(
        int schemaVersion,
        String executionId,
        String jitEventId,
        String tenantId,
        int attempt,
        String task,
        String object,
        String scanId,
        String scanStartTime,
        String scanEndTime,
        boolean hasFindings,
        int part,
        int parts,
        Map<String, List<Map<String, Object>>> documents) {

    private static final int SCHEMA_VERSION = 1;

    /** The one message of results without documents. */
    static ResultsMessage of(
            Execution execution, ResultsKey key, String bucket, Map<String, String> metadata, boolean hasFindings) {
        return new ResultsMessage(
                SCHEMA_VERSION,
                execution.key().executionId(),
                execution.key().jitEventId(),
                execution.key().tenantId(),
                key.attempt(),
                execution.job().jobName(),
                "s3://" + bucket + "/" + key.text(),
                execution.key().executionId(),
                metadata.get("scan_start_time"),
                metadata.get("scan_end_time"),
                hasFindings,
                1,
                1,
                Map.of());
    }

    /** The same with these documents as one part of several. */
    ResultsMessage with(int number, int of, Map<String, List<Map<String, Object>>> share) {
        return new ResultsMessage(
                schemaVersion,
                executionId,
                jitEventId,
                tenantId,
                attempt,
                task,
                object,
                scanId,
                scanStartTime,
                scanEndTime,
                hasFindings,
                number,
                of,
                share);
    }
}
