package shared.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shared.part.ExchangeAnswer.BeatAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.ReportAnswer;
import shared.part.ExchangeAnswer.Try;
import shared.part.ExchangeRequest.Claim;
import shared.part.ExchangeRequest.End;
import shared.part.ExchangeRequest.Report;

class FleetJsonTest {

    private static final String PARTS =
            """
            {"kind":"parts","task":"hash-search","tenant_id":"t","jit_event_id":"j","execution_id":"e","attempt":1,\
            "bundle":"12.3","parts":[{"part":301,"arguments":{"x":1.50}},{"part":302}],"total":16,\
            "environment":{"A":"b"},"timeout_seconds":600,"callback_url":"http://s/executions/j/e","token":"eyJ.a.b"}\
            """;

    @Test
    void shouldReadAndWriteBundleAsItStandsInTheQueue() {
        PartsMessage message = (PartsMessage) FleetJson.message(PARTS);

        assertThat(message.parts()).extracting(PartsMessage.Part::part).containsExactly(301, 302);
        assertThat(message.command()).isNull();
        assertThat(FleetJson.text(message)).isEqualTo(PARTS);
        assertThat(message).asString().doesNotContain("eyJ");
    }

    @Test
    void shouldReadAndWriteJobAsItStandsInTheQueue() {
        String text =
                """
                {"kind":"job","task":"nmap","attempt_id":"a","environment":{"EXECUTION_CALLBACK_TOKEN":"eyJ"},\
                "command":["--cli-json","{}"],"timeout_seconds":60}\
                """;

        FleetMessage message = FleetJson.message(text);

        assertThat(message)
                .isEqualTo(new JobMessage(
                        "nmap", "a", Map.of("EXECUTION_CALLBACK_TOKEN", "eyJ"), List.of("--cli-json", "{}"), 60));
        assertThat(FleetJson.text(message)).isEqualTo(text);
        assertThat(message).asString().doesNotContain("eyJ");
    }

    @Test
    void shouldWriteExchangeAsTheServiceReadsIt() {
        ExchangeRequest request = new ExchangeRequest(
                "w",
                List.of(new Claim("12.3")),
                List.of(new Report(
                        "12.3",
                        List.of(
                                new End(1, 2, End.DONE, FleetJson.treeOf(Map.of("n", 1)), null, 0, 0.2),
                                new End(2, 1, End.FAILED, null, "why", 1, 1)))),
                List.of("12.4"));

        assertThat(FleetJson.bytes(request))
                .asString()
                .isEqualTo(
                        """
                {"worker":"w","claims":[{"bundle":"12.3"}],"reports":[{"bundle":"12.3","parts":[\
                {"part":1,"try":2,"status":"done","value":{"n":1},"exit_code":0,"seconds":0.2},\
                {"part":2,"try":1,"status":"failed","reason":"why","exit_code":1,"seconds":1.0}]}],"beats":["12.4"]}\
                """);
        assertThat(FleetJson.read(FleetJson.bytes(request), ExchangeRequest.class))
                .isEqualTo(request);
    }

    @Test
    void shouldReadAnswerOfTheExchange() {
        String answer =
                """
                {"claims":[{"bundle":"12.3","granted":true,"lease_seconds":60,"parts":[{"part":301,"try":1}]},\
                {"bundle":"12.5","granted":false,"reason":"held","retry_after":20}],\
                "reports":[{"bundle":"12.3","accepted":true},{"bundle":"1.1","accepted":false,"reason":"no"}],\
                "beats":[{"bundle":"12.4","keep":true}],"stopping":false}\
                """;

        ExchangeAnswer read = FleetJson.read(answer.getBytes(StandardCharsets.UTF_8), ExchangeAnswer.class);

        assertThat(read)
                .isEqualTo(new ExchangeAnswer(
                        List.of(
                                new ClaimAnswer("12.3", true, 60L, List.of(new Try(301, 1)), null, null),
                                new ClaimAnswer("12.5", false, null, null, ClaimAnswer.HELD, 20L)),
                        List.of(new ReportAnswer("12.3", true, null), new ReportAnswer("1.1", false, "no")),
                        List.of(new BeatAnswer("12.4", true)),
                        false));
        assertThat(FleetJson.bytes(read)).asString().isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "secret",
                "{\"kind\":\"other\",\"task\":\"secret\"}",
                "{\"kind\":\"parts\",\"task\":\"secret\"}",
                "{\"kind\":\"job\",\"task\":null,\"attempt_id\":\"secret\",\"timeout_seconds\":1}",
                "{\"kind\":\"job\",\"task\":\"secret\",\"attempt_id\":\"a\",\"timeout_seconds\":-1}",
                "{\"kind\":\"job\",\"task\":\"secret\",\"task\":\"b\",\"attempt_id\":\"a\",\"timeout_seconds\":1}",
                "{\"kind\":\"job\",\"task\":\"a\",\"attempt_id\":\"a\",\"timeout_seconds\":1}secret"
            })
    void shouldRefuseWhatIsNoMessageAndRepeatNothingOfIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FleetJson.message(text))
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    @Test
    void shouldWriteEachTextWithCharactersThatSqsTakes() {
        Map<String, String> environment =
                Map.of("A", "\u0000\u0008\uffff\ufffe \u00fc\ud83d\ude00 \\uffff", "B", "\ud800x", "C", "x\udc00");
        JobMessage job = new JobMessage("a", "a-1", environment, List.of("\uffff"), 1);

        String text = FleetJson.text(job);

        assertThat(text.codePoints())
                .allMatch(c -> c == 9
                        || c == 10
                        || c == 13
                        || c >= 0x20 && c <= 0xD7FF
                        || c >= 0xE000 && c <= 0xFFFD
                        || c >= 0x10000);
        assertThat(FleetJson.message(text)).isEqualTo(job);
    }

    @Test
    void shouldRefuseMessageThatIsNestedTooDeep() {
        String deep = PARTS.replace("{\"x\":1.50}", "[".repeat(90_000) + "]".repeat(90_000));

        assertThatIllegalArgumentException().isThrownBy(() -> FleetJson.message(deep));
    }
}
