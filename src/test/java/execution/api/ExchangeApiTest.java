package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import execution.partition.PartExchange;
import execution.partition.PartExchange.Exchanged;
import execution.security.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.Try;
import shared.part.ExchangeRequest;
import shared.part.FleetJson;

class ExchangeApiTest {

    private static final ExecutionKey KEY = new ExecutionKey("tenant", "event", "execution");

    private final AttemptRequests attempts = mock(AttemptRequests.class);
    private final PartExchange parts = mock(PartExchange.class);
    private final ExchangeApi api = new ExchangeApi(attempts, parts);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    ExchangeApiTest() {
        when(attempts.authorized("event", "execution")).thenReturn(new Caller.Attempt(KEY, 1));
    }

    private ExecutionKey exchange(String body) {
        exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        return api.exchange(exchange, "event", "execution");
    }

    /** A report of one part with further fields. */
    private static String report(String fields) {
        return """
                {"worker":"w","reports":[{"bundle":"0.0","parts":[{"part":0,"try":1,"status":"done"%s,%s}]}]}"""
                .formatted(fields.contains("seconds") ? "" : ",\"seconds\":0.5", fields);
    }

    private ExchangeRequest taken(String body) {
        when(parts.exchange(any(), anyInt(), any()))
                .thenReturn(
                        Optional.of(new Exchanged(new ExchangeAnswer(List.of(), List.of(), List.of(), false), false)));
        exchange(body);
        ArgumentCaptor<ExchangeRequest> request = ArgumentCaptor.forClass(ExchangeRequest.class);
        verify(parts).exchange(any(), anyInt(), request.capture());
        return request.getValue();
    }

    private ProblemException refused(String body) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> exchange(body));
        verify(parts, never()).exchange(any(), anyInt(), any());
        return problem;
    }

    @Test
    void shouldTakeAllThatAWorkerMaySay() {
        ExchangeRequest request = taken(
                """
                {"worker":"ip-10-0-0-1/7f","claims":[{"bundle":"39999.999999999"}],"beats":["0.0"],
                 "reports":[{"bundle":"12.3","parts":[
                   {"part":301,"try":1,"status":"done","value":{"a":[1.50,null,"é"]},"exit_code":0,"seconds":0.25},
                   {"part":302,"try":2,"status":"failed","reason":"no luck","exit_code":137,"seconds":0,"value":null}]}]}""");

        assertThat(request.claims()).containsExactly(new ExchangeRequest.Claim("39999.999999999"));
        assertThat(request.beats()).containsExactly("0.0");
        assertThat(request.reports().get(0).parts().get(0).value()).hasToString("{\"a\":[1.50,null,\"é\"]}");
        assertThat(request.reports().get(0).parts().get(1).exitCode()).isEqualTo(137);
    }

    @Test
    void shouldTakeAValueOfJustTheMostBytesAndLevels() {
        assertThat(taken(report("\"value\":\"" + "é".repeat(8_191) + "\"")).reports())
                .hasSize(1);
    }

    @Test
    void shouldTakeAValueOfJustTheMostLevels() {
        assertThat(taken(report("\"value\":" + "[".repeat(64) + "]".repeat(64))).reports())
                .hasSize(1);
    }

    @Test
    void shouldAnswerInTheWordsOfTheContract() throws Exception {
        ExchangeAnswer answer = new ExchangeAnswer(
                List.of(
                        new ClaimAnswer("0.0", true, 60L, List.of(new Try(3, 1)), null, null),
                        new ClaimAnswer("0.1", false, null, null, ClaimAnswer.HELD, 20L)),
                List.of(new ExchangeAnswer.ReportAnswer("0.2", false, "late")),
                List.of(new ExchangeAnswer.BeatAnswer("0.3", true)),
                true);
        when(parts.exchange(any(), anyInt(), any())).thenReturn(Optional.of(new Exchanged(answer, true)));

        ExecutionKey woken = exchange("{\"worker\":\"w\"}");
        api.exchanged(exchange, exchange.getProperty("exchangeAnswer", ExchangeAnswer.class));

        assertThat(woken).isEqualTo(KEY);
        JsonNode json =
                FleetJson.tree(exchange.getMessage().getBody(String.class).getBytes(StandardCharsets.UTF_8));
        OpenApiContract.assertKept("ExchangeAnswer", json);
        assertThat(json)
                .hasToString(
                        """
                        {"claims":[{"bundle":"0.0","granted":true,"lease_seconds":60,"parts":[{"part":3,"try":1}]},\
                        {"bundle":"0.1","granted":false,"reason":"held","retry_after":20}],\
                        "reports":[{"bundle":"0.2","accepted":false,"reason":"late"}],\
                        "beats":[{"bundle":"0.3","keep":true}],"stopping":true}""");
    }

    @Test
    void shouldAnswerATaskOfALaunchInTheWordsOfTheContract() {
        ExchangeAnswer answer = new ExchangeAnswer(
                List.of(
                        new ClaimAnswer(
                                "0.0", true, 60L, List.of(new Try(3, 1, FleetJson.treeOf(List.of("any")))), null, null),
                        new ClaimAnswer(null, false, null, null, ClaimAnswer.GONE, null)),
                List.of(),
                List.of(),
                false);

        JsonNode json = FleetJson.treeOf(answer);

        OpenApiContract.assertKept("ExchangeAnswer", json);
        assertThat(json.at("/claims/0/parts/0/arguments/0").textValue()).isEqualTo("any");
        assertThat(json.at("/claims/1").has("bundle")).isFalse();
    }

    @Test
    void shouldSayThatAnExecutionHasNoParts() {
        when(parts.exchange(any(), anyInt(), any())).thenReturn(Optional.empty());

        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> exchange("{\"worker\":\"w\"}"));

        assertThat(problem.getStatusCode().value()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{};worker",
                "{\"worker\":null};worker",
                "{\"worker\":\"\"};worker",
                "{\"worker\":\"a b\"};worker",
                "{\"worker\":\"a\\nb\"};worker",
                "{\"worker\":\"w\",\"more\":1};more",
                "{\"worker\":\"w\",\"claims\":{}};claims",
                "{\"worker\":\"w\",\"claims\":[{}]};claims[0].bundle",
                "{\"worker\":\"w\",\"claims\":[{\"launch\":\"1-2-3\"}]};claims[0].launch",
                "{\"worker\":\"w\",\"claims\":[{\"launch\":null}]};claims[0].launch",
                "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"1.2\",\"launch\":\"MARK\"}]};claims[0].bundle",
                "{\"worker\":\"w\",\"claims\":[{\"launch\":\"MARK\"},{\"launch\":\"MARK\"}]};claims",
                "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"1\"}]};claims[0].bundle",
                "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"1.2.3\"}]};claims[0].bundle",
                "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"-1.2\"}]};claims[0].bundle",
                "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"01.2\"}]};claims[0].bundle",
                "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"100000.2\"}]};claims[0].bundle",
                "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"1.9999999999\"}]};claims[0].bundle",
                "{\"worker\":\"w\",\"claims\":[{\"bundle\":\"1.2#\"}]};claims[0].bundle",
                "{\"worker\":\"w\",\"beats\":[7]};beats[0]",
                "{\"worker\":\"w\",\"beats\":[null]};beats[0]",
                "{\"worker\":\"w\",\"reports\":[{\"bundle\":\"1.2\"}]};reports[0].parts",
                "{\"worker\":\"w\",\"reports\":[{\"bundle\":\"1.2\",\"parts\":[{}]}]};reports[0].parts[0].part",
            })
    void shouldNameTheFieldThatIsNotOfTheForm(String body, String field) {
        ProblemException problem = refused(body.replace("MARK", "00000100-00000-" + "0".repeat(32)));

        assertThat(problem.getStatusCode().value()).isEqualTo(400);
        assertThat(problem.errors())
                .extracting(ProblemException.FieldError::field)
                .contains(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "\"part\":1;body",
                "\"seconds\":\"NaN\";seconds",
                "\"seconds\":NaN;body",
                "\"seconds\":Infinity;body",
                "\"seconds\":-0.1;seconds",
                "\"seconds\":1e400;seconds",
                "\"seconds\":1e-400;seconds",
                "\"seconds\":null;seconds",
                "\"exit_code\":256;exit_code",
                "\"exit_code\":1.5;exit_code",
                "\"reason\":7;reason",
                "\"reason\":\"\\ud800\";reason",
                "\"value\":\"\\udc00\";value",
                "\"value\":{\"a\":[1e999]};value.a[0]",
                "\"value\":1e1000000000;value",
                "\"value\":{\"a\":1,\"a\":2};body",
                "\"host\":\"x\";host"
            })
    void shouldNameTheFieldOfAPartThatIsNotOfTheForm(String fields, String field) {
        ProblemException problem = refused(report(fields));

        assertThat(problem.getStatusCode().value()).isEqualTo(400);
        assertThat(problem.errors())
                .extracting(ProblemException.FieldError::field)
                .contains(field.equals("body") ? field : "reports[0].parts[0]." + field);
    }

    @Test
    void shouldRefuseAValueThatIsTooLargeOrTooDeep() {
        assertThat(refused(report("\"value\":\"" + "x".repeat(16_383) + "\"")))
                .hasMessage("reports[0].parts[0].value: must have at most 16384 bytes");
        assertThat(refused(report("\"value\":" + "[".repeat(65) + "]".repeat(65))))
                .hasMessage("reports[0].parts[0].value: must have at most 64 levels");
        assertThat(refused(report("\"value\":" + "{\"a\":".repeat(100) + "1" + "}".repeat(100))))
                .hasMessage("reports[0].parts[0].value: must have at most 64 levels");
        assertThat(refused(report("\"value\":" + "[".repeat(100_000))))
                .hasMessage("body: is JSON of more levels, tokens or digits than are read");
        assertThat(refused(report("\"value\":[" + "[],".repeat(80_000) + "[]]")))
                .hasMessage("body: is JSON of more levels, tokens or digits than are read");
        assertThat(refused(report("\"value\":" + "9".repeat(1_001))))
                .hasMessage("body: is JSON of more levels, tokens or digits than are read");
    }

    @Test
    void shouldRefuseMoreThanItTakes() {
        assertThat(refused("{\"worker\":\"w\",\"beats\":[" + "\"0.0\",".repeat(500) + "\"0.0\"]}"))
                .hasMessage("beats: has 501 elements, must have at most 500");
        assertThat(refused("{\"worker\":\"w\"}" + " ".repeat(ExchangeRequest.MOST_BYTES)))
                .hasMessageContaining("at most 262144 bytes");
        String part = "{\"part\":0,\"try\":1,\"status\":\"done\",\"seconds\":1}";
        assertThat(refused("{\"worker\":\"w\",\"reports\":[{\"bundle\":\"0.0\",\"parts\":[" + (part + ",").repeat(25)
                        + part + "]}]}"))
                .hasMessage("reports[0].parts: has 26 elements, must have at most 25");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"[]", "null", "{", "7", "''", "{\"worker\":\"w\"} x"})
    void shouldRefuseWhatIsNoJsonObject(String body) {
        assertThat(refused(body).errors())
                .extracting(ProblemException.FieldError::field)
                .containsExactly("body");
    }
}
