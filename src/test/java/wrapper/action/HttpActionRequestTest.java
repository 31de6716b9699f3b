package wrapper.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shared.json.Json;
import wrapper.config.InputProblems;
import wrapper.json.JsonValues;

class HttpActionRequestTest {
    private final InputProblems problems = new InputProblems();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'url':'http://h'}                                      | http://h/",
                "{'url':' http://h:1/a%2Fb?x=1#part ','params':{'y':2}}  | http://h:1/a%2Fb?x=1&y=2",
                "{'url':'http://h/?','params':{'a b':'c d+e&f=é\\n'}}     | http://h/?a%20b=c%20d%2Be%26f%3D%C3%A9%0A",
                "{'url':'http://h/','params':{'n':null,'t':true,'f':1.50}} | http://h/?t=true&f=1.50",
                "{'url':'http://h/','params':{'l':['a',2],'o':{'k':[1]}}} | http://h/?l=a&l=2&o=%7B%22k%22%3A%5B1%5D%7D",
                "{'url':'http://h/é'}                                    | http://h/%C3%A9",
            })
    void shouldAddTheParamsToTheQueryEncoded(String json, String uri) {
        assertThat(parse(json).uri()).hasToString(uri);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{'url':'http://h/'}                          | {}",
                "{'url':'http://h/','method':'put'}           | {}",
                "{'url':'http://h/','method':'GET'}           | none",
                "{'url':'http://h/','method':'GET','payload':[]} | []",
                "{'url':'http://h/','payload':'text'}         | \"text\"",
                "{'url':'http://h/','payload':{'a':[1,1.10,1e400,null,true,{'commands':['b',2]}],'commands':{}}} |"
                        + " {\"a\":[1,1.10,1E+400,null,true,\"b 2\"],\"commands\":{}}",
            })
    void shouldSendAnyJsonAsBodyAndAnEmptyObjectWhereABodyIsUsual(String json, String body) {
        Object payload = parse(json).payload();

        assertThat(payload == null ? null : new String(Json.bytes(payload))).isEqualTo(body);
    }

    @Test
    void shouldHaveTheDefaultsOfTheWrapperItFollows() {
        HttpActionRequest request = parse("{'url':'http://h/','retry_sleep':0.25}");

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.sends()).isEqualTo(3);
        assertThat(request.timeout()).hasSeconds(15);
        assertThat(request.retrySleep()).hasMillis(250);
        assertThat(parse("{'url':'http://h/'}").retrySleep()).hasSeconds(5);
        assertThat(request).hasToString("POST");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "100, 100"})
    void shouldTakeRetriesForTheNumberOfSendsAndSendAtLeastOnce(int retries, int sends) {
        assertThat(parse("{'url':'http://h/','retries':" + retries + "}").sends())
                .isEqualTo(sends);
    }

    @Test
    void shouldRefuseAHeaderThatAPlaceholderBroke() {
        HttpActionRequest.parse(new Fields(
                "", Map.of("url", "http://h/${{", "headers", Map.of("A", "x\r\nB: s3cret")), true, problems));

        assertThat(problems.all())
                .containsExactly(
                        "url: must be an absolute http or https URL without user information",
                        "headers.A: has characters that cannot be sent: only visible ASCII and blanks can");
    }

    private HttpActionRequest parse(String json) {
        try {
            JsonNode node = Json.read(json.replace('\'', '"'));
            HttpActionRequest request =
                    HttpActionRequest.parse(new Fields("", (Map<?, ?>) JsonValues.of(node), true, problems));
            assertThat(problems.all()).isEmpty();
            return request;
        } catch (Json.MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
