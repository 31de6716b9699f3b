package wrapper.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shared.json.Json;
import wrapper.config.InputProblems;

class SnsTraceTest {
    private static final String TOPIC = "arn:aws:sns:eu-west-1:000000000000:t";

    @Test
    void shouldTakeNameAndSubjectFromTheJobAndTheRegionFromTheTopic() throws Exception {
        SnsTrace trace = trace(Map.of("topic", TOPIC, "webhook", "w")).ofJob("nightly");

        assertThat(trace.region()).isEqualTo("eu-west-1");
        assertThat(trace.subjectLine()).isEqualTo("nightly");
        assertThat(trace.message("", ""))
                .isEqualTo("{\"name\":\"nightly\",\"subject\":\"nightly\",\"message\":\"\",\"link\":\"\","
                        + "\"level\":\"ERROR\",\"webhook\":\"w\"}");
    }

    @Test
    void shouldSendTheLastTenLinesOfStderr() throws Exception {
        String stderr =
                IntStream.rangeClosed(1, 12).mapToObj(i -> "é" + i + "\n").collect(Collectors.joining());

        assertThat(lines(trace(Map.of("topic", TOPIC)).message(stderr, "")))
                .isEqualTo("é3\né4\né5\né6\né7\né8\né9\né10\né11\né12");
    }

    @Test
    void shouldMakeOneLineOfTheSubjectWithinTheLimit() throws Exception {
        SnsTrace trace = trace(Map.of("topic", TOPIC, "subject", " a\r\nb\tc" + "😀".repeat(200)));

        assertThat(trace.subjectLine()).isEqualTo("a b c" + "😀".repeat(94));
        assertThat(trace(Map.of("topic", TOPIC, "subject", "\n")).subjectLine()).isEmpty();
    }

    @Test
    void shouldKeepTheEndOfTheLinesWhenTheMessageGetsTooLarge() throws Exception {
        SnsTrace trace = trace(Map.of("topic", TOPIC, "webhook", "w".repeat(200 * 1024)));

        String message = trace.message("x".repeat(100_000) + "the end", "");

        assertThat(message.getBytes(UTF_8)).hasSizeBetween(256 * 1024 - 8, 256 * 1024);
        assertThat(lines(message)).endsWith("xthe end");
    }

    @Test
    void shouldFailWhenTheMessageIsTooLargeWithoutThem() {
        SnsTrace trace = trace(Map.of("topic", TOPIC, "webhook", "w".repeat(256 * 1024)));

        assertThatThrownBy(() -> trace.message("lines", "")).isInstanceOf(ActionFailedException.class);
    }

    @Test
    void shouldLinkToTheLogStreamInTheConsoleOfItsPartition() throws Exception {
        JsonNode options = Json.read(
                "{\"awslogs-group\":\"/ecs/a b\",\"awslogs-region\":\"cn-north-1\",\"awslogs-stream\":\"x/y/1\"}");

        assertThat(LogLink.link(options))
                .isEqualTo("https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1"
                        + "#logsV2:log-groups/log-group/$252Fecs$252Fa$2Bb/log-events/x$252Fy$252F1");
    }

    private static SnsTrace trace(Map<String, String> fields) {
        return SnsTrace.parse(new Fields("", fields, true, new InputProblems()));
    }

    private static String lines(String message) throws Exception {
        return new String(
                Base64.getDecoder().decode(Json.read(message).get("message").textValue()), UTF_8);
    }
}
