package execution.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsMessageTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Execution execution = Samples.running(1);
    private final ResultsKey key = new ResultsKey(execution.key(), 1, "scan.txt.tar.gz");

    @Test
    void shouldSayWhoseResultsTheyAreAndWhereTheyStand() throws Exception {
        ResultsMessage message = ResultsMessage.of(execution, key, "bucket", Map.of("scan_start_time", "then"), true);

        assertThat(MAPPER.readTree(MAPPER.writeValueAsString(message)))
                .isEqualTo(MAPPER.readTree(
                        """
                                {"schema_version": 1, "execution_id": "%1$s", "jit_event_id": "%2$s", "tenant_id": "demo",
                                 "attempt": 1, "task": "scan", "object": "s3://bucket/results/demo/%2$s/%1$s/1/scan.txt.tar.gz",
                                 "scan_id": "%1$s", "scan_start_time": "then", "scan_end_time": null, "has_findings": true,
                                 "part": 1, "parts": 1, "documents": {}}"""
                                .formatted(
                                        execution.key().executionId(),
                                        execution.key().jitEventId())));
    }

    @Test
    void shouldSayInEachPartWhatTheWholeResultsAre() {
        ResultsMessage whole = ResultsMessage.of(execution, key, "bucket", Map.of("scan_end_time", "later"), true);
        Map<String, List<Map<String, Object>>> documents = Map.of("use", List.of(Map.of("a", 1)));

        ResultsMessage part = whole.with(2, 3, documents);

        assertThat(part.part()).isEqualTo(2);
        assertThat(part.parts()).isEqualTo(3);
        assertThat(part.documents()).isEqualTo(documents);
        assertThat(part.with(1, 1, Map.of())).isEqualTo(whole);
    }
}
