package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import local.LocalPlatform;
import org.junit.jupiter.api.Test;

/** The service as the example nmap-task of Terraform has it, with the example's tasks and routes. */
class NmapExampleIT {

    private static final Path EXAMPLE = Path.of("infrastructure/terraform/examples/nmap-task");
    private static final String QUEUE = "scans-nmap-requests";
    private static final String TENANT = "security";

    @Test
    void shouldTakeEachAddressThatComesByTheTopicForAnAsset() throws Exception {
        LocalPlatform platform = SharedPlatform.get();
        for (String queue : List.of(QUEUE, QUEUE + "-dlq")) {
            platform.sqs().createQueue(create -> create.queueName(queue));
        }
        String url = platform.sqs().getQueueUrl(get -> get.queueName(QUEUE)).queueUrl();
        try (RunningService service = RunningService.start(
                platform,
                Map.of(
                        "execution.tasks-dir",
                        EXAMPLE.resolve("tasks").toString(),
                        "execution.routes-dir",
                        EXAMPLE.resolve("routes").toString()))) {
            for (String message : List.of("{\"AddressToScan\": \"127.0.0.1\"}", "127.0.0.0/30", "::1")) {
                platform.sqs().sendMessage(send -> send.queueUrl(url).messageBody(message));
            }

            await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(executions(service))
                    .extracting(row -> row.get("asset_name").asText())
                    .containsExactlyInAnyOrder("127.0.0.1", "127.0.0.0_30", "0::1"));
        }
    }

    private static List<JsonNode> executions(RunningService service) {
        return StreamSupport.stream(
                        service.get(TENANT, "/executions")
                                .body()
                                .get("executions")
                                .spliterator(),
                        false)
                .toList();
    }
}
