package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskExpressions;
import execution.catalogue.TaskText;
import execution.model.UnusableMessageException;
import java.io.IOException;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRequestsTest {

    private static final String NMAP =
            """
            title: Scan
            container: {image: nmap, command: [nmap]}
            request:
              type: [object, string]
            queue:
              name: nmap-requests
              event:
                tenant_id: {constant: acme}
                asset_id: {jq: 'if (.request | type) == "object" then .request.asset else "default" end'}
                vendor: {jq: '.request | objects | .vendor'}
                input: {jsonpath: $.request.input}
                priority: {constant: "7"}
            """;

    private final Catalogue catalogue = Catalogue.of(
            TaskText.task("nmap", NMAP),
            TaskText.task("plain", NMAP.replace("request:\n  type: [object, string]\n", "")),
            TaskText.task(
                    "simple",
                    NMAP.replace("{jq: '.request | objects | .vendor'}", "{simple: '${body[request][vendor]}'}")),
            TaskText.task(
                    "own-ids",
                    NMAP.replace(
                            "priority: {constant: \"7\"}",
                            "jit_event_id: {jq: .message_id}\n    execution_id: {jq: .request.id}")));
    private final TaskRequests requests = new TaskRequests(catalogue, new TaskExpressions(new DefaultCamelContext()));

    private JsonNode event(String task, String body, String messageId) throws IOException {
        return new ObjectMapper().readTree(requests.event(body, task, messageId));
    }

    private JsonNode event(String body) throws IOException {
        return event("nmap", body, "message-1");
    }

    @Test
    void shouldFillTheEventAsTheFileSays() throws IOException {
        JsonNode event = event("{\"asset\": \"a-1\", \"AddressToScan\": \"127.0.0.1\", \"vendor\": \"v\"}");

        assertThat(event.path("tenant_id").asText()).isEqualTo("acme");
        assertThat(event.path("asset_id").asText()).isEqualTo("a-1");
        assertThat(event.path("vendor").asText()).isEqualTo("v");
        assertThat(event.has("input")).as("is not there").isFalse();
        assertThat(event.path("priority").isInt()).isTrue();
        assertThat(event.path("priority").intValue()).isEqualTo(7);
        assertThat(event.path("job_name").asText()).isEqualTo("nmap");
        assertThat(event.path("workflow_slug").asText()).isEqualTo("nmap");
        assertThat(event.at("/request/AddressToScan").asText()).isEqualTo("127.0.0.1");
        InputSchema.of("JobEvent").check(event).refuse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "'  127.0.0.1\n', 127.0.0.1",
        "'\"127.0.0.1\"', 127.0.0.1",
        "10, 10",
        "true, true",
        "'[1]', '[1]'",
        "a b; rm -rf /, a b; rm -rf /"
    })
    void shouldTakeWhatIsNoObjectForABareText(String body, String text) throws IOException {
        JsonNode event = event(body);

        assertThat(event.path("request").isTextual()).isTrue();
        assertThat(event.path("request").textValue()).isEqualTo(text);
        assertThat(event.path("asset_id").asText()).isEqualTo("default");
    }

    @Test
    void shouldMakeTheSameEventOfAMessageThatIsDeliveredTwice() throws IOException {
        JsonNode first = event("127.0.0.1");

        assertThat(event("127.0.0.1")).isEqualTo(first);
        assertThat(first.path("jit_event_id").asText()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(event("nmap", "127.0.0.1", "message-2").path("jit_event_id"))
                .isNotEqualTo(first.path("jit_event_id"));
    }

    @Test
    void shouldTakeTheIdsThatTheFileGives() throws IOException {
        JsonNode event = event("own-ids", "{\"id\": \"0123456789abcdef0123456789abcdef\", \"asset\": \"a\"}", "m");

        assertThat(event.path("jit_event_id").asText()).isEqualTo("m");
        assertThat(event.path("execution_id").asText()).isEqualTo("0123456789abcdef0123456789abcdef");
    }

    @Test
    void shouldGiveNoRequestToATaskThatTakesNone() throws IOException {
        assertThat(event("plain", "{\"asset\": \"a\"}", "m").has("request")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"asset\": \"${body}\", \"vendor\": \"${sys.user.home}\"}",
                "{\"asset\": \"${body}\", \"vendor\": \"{{env:PATH}}\"}",
                "{\"asset\": \"$.request\", \"vendor\": \"#{1+1}\"}",
            })
    void shouldNeverReadAMessageAsAnExpression(String body) throws IOException {
        JsonNode message = new ObjectMapper().readTree(body);

        for (String task : List.of("nmap", "simple")) {
            JsonNode event = event(task, body, "message-1");

            assertThat(event.path("asset_id")).isEqualTo(message.path("asset"));
            assertThat(event.path("vendor")).isEqualTo(message.path("vendor"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\": 1, \"a\": 2}", "{} {}", "\"a\" b\"", "{\"a\": \"\u0000\"}"})
    void shouldSayWhyAMessageIsNoJson(String body) {
        assertThatThrownBy(() -> event(body))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("JSON");
    }

    @Test
    void shouldRefuseWhatIsTooDeepOrTooLarge() {
        String deep = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";
        String many = "{\"a\":[" + "{},".repeat(20_000) + "{}]}";

        assertThatThrownBy(() -> event(deep)).isInstanceOf(UnusableMessageException.class);
        assertThatThrownBy(() -> event(many)).isInstanceOf(UnusableMessageException.class);
        assertThatThrownBy(() -> event("x".repeat(262_145)))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("262144");
    }

    @Test
    void shouldSayThatAnEnvelopeOfSnsIsInTheWay() {
        assertThatThrownBy(
                        () -> event(
                                """
                        {"Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:eu-west-1:0:t",
                         "Message": "127.0.0.1"}"""))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("raw message delivery");
    }

    @Test
    void shouldNotRepeatTheMessageWhereAnExpressionFails() {
        assertThatThrownBy(() -> event("own-ids", "a secret text", "m"))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("queue.event.execution_id")
                .hasMessageNotContaining("secret");
    }
}
