package wrapper.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shared.json.Json;
import wrapper.config.InputProblems;
import wrapper.job.Action;
import wrapper.job.Stage;
import wrapper.json.JoinedText;

class ActionKindsTest {
    private final InputProblems problems = new InputProblems();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'stage':'start','url':'http://h/'}                              | direct:action-http",
                "{'stage':'end','plugin':'HTTP','url':'${{env.URL}}','method':'get'} | direct:action-http",
                "{'stage':'end','plugin':null,'url':{'commands':['http://h/']},'condition':null} | direct:action-http",
                "{'stage':'end','plugin':'S3','bucket':'b','key':'k'}             | direct:action-s3",
                "{'stage':'end','plugin':'s3','mode':'put','bucket':'b','key':'k','input':'f'} | direct:action-s3",
                "{'stage':'end','plugin':'ecs_SNSTrace','topic':'arn:aws:sns:eu-west-1:000000000000:t'} | direct:action-sns",
                "{'stage':'end','plugin':'KAFKA','any':{'key':[1]}}               | direct:action-Kafka",
            })
    void shouldMapEachPluginToItsRoute(String json, String uri) {
        List<Action> actions = parse("[" + json + "]");

        assertThat(problems.all()).isEmpty();
        assertThat(actions).extracting(Action::uri).containsExactly(uri);
    }

    @Test
    void shouldCallAnActionByItsPlaceLabelAndPlugin() {
        List<Action> actions =
                parse("[{'stage':'start','url':'http://h/'},{'stage':'end','action':'notify','url':'http://h/'}]");

        assertThat(actions)
                .extracting(Action::name, Action::label, Action::stage)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("cli-json.actions[0] (http)", "http", Stage.START),
                        org.assertj.core.groups.Tuple.tuple(
                                "cli-json.actions[1] \"notify\" (http)", "notify", Stage.END));
    }

    @Test
    void shouldTellEveryProblemOfEveryAction() {
        parse(
                """
                [7,
                 {"plugin": "ftp", "stage": "middle"},
                 {"stage": "end", "method": "BREW", "headers": {"A b": "c", "Content-Length": 1, "X": {}, "Y": "a\\nb"},
                  "params": [], "retries": -1, "retry_sleep": "5", "timeout": 0, "condition": ["a", "~", "b"], "cond": 1},
                 {"stage": "end", "url": "ftp://host/s3cret", "method": 5, "action": {}, "retries": 1.5},
                 {"stage": "end", "plugin": "s3", "key": " ", "mode": "LIST", "input": "f", "profile": 1},
                 {"stage": "end", "plugin": "s3", "mode": "PUT", "bucket": "b", "key": ["k"], "output": "f"},
                 {"stage": "end", "plugin": "ecs_snstrace", "level": 3},
                 {"stage": "end", "plugin": "ecs_snstrace", "topic": "s3cret"}]""");

        assertThat(problems.all())
                .containsExactlyInAnyOrder(
                        "cli-json.actions[0]: must be an object",
                        "cli-json.actions[1].stage: must be start or end",
                        "cli-json.actions[1].plugin: no such plugin, only ecs_snstrace, http, kafka, s3",
                        "cli-json.actions[2].condition[1]: no such operator, only == != < <= > >= in not in",
                        "cli-json.actions[2].cond: no such key, only headers, method, params, payload, retries,"
                                + " retry_sleep, timeout, url",
                        "cli-json.actions[2].url: is required",
                        "cli-json.actions[2].method: must be one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
                        "cli-json.actions[2].headers: has a name that cannot be sent",
                        "cli-json.actions[2].headers.Content-Length: is set by the wrapper itself",
                        "cli-json.actions[2].headers.X: must be a text, a number or a boolean",
                        "cli-json.actions[2].headers.Y: has characters that cannot be sent: only visible ASCII and"
                                + " blanks can",
                        "cli-json.actions[2].params: must be an object",
                        "cli-json.actions[2].retries: must be a whole number from 0 to 100",
                        "cli-json.actions[2].retry_sleep: must be a number from 0 to 3600",
                        "cli-json.actions[2].timeout: must be a whole number from 1 to 3600",
                        "cli-json.actions[3].action: must be a text",
                        "cli-json.actions[3].url: must be an absolute http or https URL without user information",
                        "cli-json.actions[3].method: " + JoinedText.EXPECTED,
                        "cli-json.actions[3].retries: must be a whole number from 0 to 100",
                        "cli-json.actions[4].mode: must be one of GET, PUT",
                        "cli-json.actions[4].input: goes with mode PUT alone",
                        "cli-json.actions[4].bucket: is required",
                        "cli-json.actions[4].key: must not be empty",
                        "cli-json.actions[4].profile: " + JoinedText.EXPECTED,
                        "cli-json.actions[5].output: goes with mode GET alone",
                        "cli-json.actions[5].key: " + JoinedText.EXPECTED,
                        "cli-json.actions[5].input: is required",
                        "cli-json.actions[6].topic: is required",
                        "cli-json.actions[6].level: " + JoinedText.EXPECTED,
                        "cli-json.actions[7].topic: must be the ARN of an SNS topic");
    }

    private List<Action> parse(String json) {
        try {
            return new ActionKinds(Map.of("kafka", "direct:action-Kafka"))
                    .parse("cli-json.actions", Json.read(json.replace('\'', '"')), problems);
        } catch (Json.MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
