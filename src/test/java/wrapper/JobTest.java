package wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobTest {
    private final Problems problems = new Problems();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'command':['a','b c']}                         | [a, b c]",
                "{'commands':['a']}                              | [a]",
                "{'entrypoint':'e','command':'one word'}         | [e, one word]",
                "{'entrypoint':['e','-x'],'command':[]}          | [e, -x]",
                "{'command':['a',{'commands':['b','c'],'action':'join'}]} | [a, b c]",
                "{'entrypoint':null,'command':['a',''],'actions':[],'retries':0,'group':'g'} | [a, ]",
            })
    void shouldPutTheEntrypointBeforeTheCommand(String json, String words) {
        Job job = parse(json);

        assertThat(problems.all()).isEmpty();
        assertThat(job.command()).hasToString(words);
    }

    @Test
    void shouldTellEveryProblemWhenThereAreSeveral() {
        parse(
                """
                {"job": 7, "entrypoint": {}, "command": ["ok", 1, "nul\\u0000"], "commands": [], "acton": [],
                 "actions": [{"stage": "first"}], "retries": 2}""");

        assertThat(problems.all())
                .containsExactly(
                        "cli-json.acton: no such key, only actions, command, commands, entrypoint, group, job, retries",
                        "cli-json.retries: this version does not run a command again: leave it out",
                        "cli-json.commands: is another name of command: only one of them can be given",
                        "cli-json.entrypoint: must be a text or a list of texts",
                        "cli-json.command[1]: must be a text",
                        "cli-json.command[2]: must not have a NUL character, which no program can be given",
                        "cli-json.actions[0].stage: must be start or end",
                        "cli-json.actions[0].url: is required",
                        "cli-json.job: must be a text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                            | cli-json.command: is required where there is no entrypoint",
                "{'command':[]}                | cli-json.command: is empty, and so is entrypoint: nothing to run",
                "{'command':['']}              | cli-json.command: its first word, the program, is empty",
                "[]                            | cli-json: must be an object",
                "{'actions':{},'command':'a'}  | cli-json.actions: must be a list",
                "{'retries':-1,'command':'a'}  | cli-json.retries: must be a whole number from 0",
            })
    void shouldRefuseWhatCannotRun(String json, String problem) {
        parse(json);

        assertThat(problems.all()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{'command': s3cret}", "{'job':'s3cret','job':'s3cret'}", "{} s3cret", "{'job':'s3cret"})
    void shouldNotRepeatTheTextWhenItIsNotJson(String json) {
        parse(json);

        assertThat(problems.all())
                .singleElement()
                .asString()
                .startsWith("cli-json: is not JSON")
                .doesNotContain("s3cret");
    }

    private Job parse(String json) {
        return Job.parse(json.replace('\'', '"'), new ActionKinds(Map.of()), problems);
    }
}
