package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.catalogue.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskApiTest {

    private static final String SCAN =
            """
            title: Scans
            description: All of it.
            runner: own
            container: {image: 'a/b:1', command: [nmap, hunter2], cpu: 256, memory: 512}
            worker: {command: [hunter2], mode: lines}
            request: {type: string, maxLength: 9}
            environment:
              variables: {TARGET: {simple: '${body[request]}'}, SPEED: {constant: hunter2}}
            secrets: {KEY: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:hunter2'}
            policy: [{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::hunter2/*'}]
            parser: {class: com.example.Parser}
            results: {extension: xml, sns_topic_arn: 'arn:aws:sns:eu-west-1:123456789012:hunter2'}
            attempts: {most: 2, first_pause: 10s, on_demand_after: 1, rules: [{on: exit_code, codes: '1-5', retry: true}]}
            limits: {waiting: 6h, running: 90m}
            retention: 90d
            labels: {team: a}
            queue: {name: hunter2, event: {tenant_id: {constant: hunter2}, asset_id: {constant: hunter2}}}
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();

    @TempDir
    Path folder;

    private TaskApi api;

    @BeforeEach
    void read() throws Exception {
        Files.writeString(folder.resolve("scan.yaml"), SCAN);
        Files.writeString(folder.resolve("plain.yaml"), "title: x");
        Files.writeString(folder.resolve("bad.yaml"), "title: x\nlimits: {running: hunter2}");
        api = new TaskApi(Catalogue.read(List.of(folder), context));
    }

    private JsonNode list() throws Exception {
        Exchange exchange = new DefaultExchange(context);
        api.list(exchange);
        return new ObjectMapper().readTree(exchange.getMessage().getBody(String.class));
    }

    private JsonNode get(String name) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        api.get(exchange, name);
        JsonNode task = new ObjectMapper().readTree(exchange.getMessage().getBody(String.class));
        OpenApiContract.assertKept("Task", task);
        return task;
    }

    @Test
    void shouldListTheTasksByNameAndAmongThemThoseThatCannotBeUsed() throws Exception {
        JsonNode tasks = list().get("tasks");

        assertThat(tasks.findValuesAsText("name"))
                .isSorted()
                .contains("bad", "plain", "scan", "static-code-analysis-java");
        for (JsonNode task : tasks) {
            OpenApiContract.assertKept("TaskSummary", task);
            assertThat(task.has("errors"))
                    .isEqualTo(task.get("name").textValue().equals("bad"));
        }
    }

    @Test
    void shouldShowWhatIsInForceAndWhereItComesFrom() throws Exception {
        JsonNode task = get("scan");

        assertThat(task.get("source").textValue()).isEqualTo("scan.yaml");
        assertThat(task.at("/container/task_definition").textValue()).isEqualTo("scan");
        assertThat(task.at("/worker/mode").textValue()).isEqualTo("lines");
        assertThat(task.at("/request/maxLength").intValue()).isEqualTo(9);
        assertThat(task.get("variables")).hasSize(2);
        assertThat(task.get("secrets")).hasSize(1);
        assertThat(task.at("/parser/class").textValue()).isEqualTo("com.example.Parser");
        assertThat(task.at("/attempts/most").intValue()).isEqualTo(2);
        assertThat(task.at("/limits/running").textValue()).isEqualTo("PT1H30M");
        assertThat(task.at("/priority/standard").intValue()).isEqualTo(4);
        assertThat(task.get("retention").textValue()).isEqualTo("PT2160H");
        assertThat(get("static-code-analysis-java").get("source").textValue())
                .isEqualTo("classpath:tasks/static-code-analysis-java.yaml");
        assertThat(get("plain").get("title").textValue()).isEqualTo("x");
        assertThat(get("plain").has("worker")).isFalse();
    }

    @Test
    void shouldKeepToItselfWhatIsTheOperatorsAlone() throws Exception {
        assertThat(get("scan").toString()).doesNotContain("hunter2").doesNotContain("arn:");
        assertThat(list().toString()).doesNotContain("hunter2").doesNotContain(folder.toString());
    }

    @Test
    void shouldShowWhatIsWrongWithAFile() throws Exception {
        JsonNode errors = get("bad").get("errors");

        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.get("line").intValue()).isEqualTo(2);
            assertThat(error.get("key").textValue()).isEqualTo("limits.running");
            assertThat(error.get("problem").textValue()).startsWith("must be a time");
        });
    }

    @Test
    void shouldNotKnowATaskWithoutAFile() {
        assertThatThrownBy(() -> get("nothing")).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(
                        problem.getStatusCode().value())
                .isEqualTo(404));
    }
}
