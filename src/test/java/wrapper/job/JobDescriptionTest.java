package wrapper.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wrapper.action.ActionKinds;
import wrapper.config.InputProblems;
import wrapper.config.Settings;

class JobDescriptionTest {
    private final InputProblems problems = new InputProblems();
    private final Settings settings = settings();

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
        JobDescription job = parse(json);

        assertThat(problems.all()).isEmpty();
        assertThat(job.command()).hasToString(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{'command':['a']}                                  | [own, a] | theirs | '' | 0",
                "{'job':'j','command':['a'],'retries':2}            | [own, a] | theirs | j  | 2",
                "{'entrypoint':['x','y'],'group':'g','command':'a'} | [x, y, a] | g     | '' | 0",
                "{}                                                 | [own]    | theirs | '' | 0",
            })
    void shouldTakeEntrypointAndGroupFromTheSettingsWhereItNamesNone(
            String json, String words, String group, String name, int retries) {
        JobDescription job = parse(json, settings(Optional.of("own"), Optional.of("theirs")));

        assertThat(problems.all()).isEmpty();
        assertThat(job.command()).hasToString(words);
        assertThat(job.group()).isEqualTo(group);
        assertThat(job.name()).isEqualTo(name);
        assertThat(job.retries()).isEqualTo(retries);
    }

    /** As without a configuration file. */
    static Settings settings() {
        return settings(Optional.empty(), Optional.empty());
    }

    private static Settings settings(Optional<String> entrypoint, Optional<String> group) {
        return new Settings(
                entrypoint,
                Duration.ofHours(1),
                Duration.ofMinutes(2),
                Optional.empty(),
                Optional.empty(),
                group,
                "eu-west-1",
                Duration.ofMinutes(1),
                Duration.ofSeconds(10));
    }

    @Test
    void shouldTellEveryProblemWhenThereAreSeveral() {
        parse(
                """
                {"job": 7, "entrypoint": {}, "command": ["ok", 1, "nul\\u0000"], "commands": [], "acton": [],
                 "actions": [{"stage": "first"}], "retries": 2.5}""");

        assertThat(problems.all())
                .containsExactly(
                        "cli-json.acton: no such key, only actions, command, commands, entrypoint, group, job, retries",
                        "cli-json.commands: is another name of command: only one of them can be given",
                        "cli-json.entrypoint: must be a text or a list of texts",
                        "cli-json.command[1]: must be a text",
                        "cli-json.command[2]: must not have a NUL character, which no program can be given",
                        "cli-json.actions[0].stage: must be start or end",
                        "cli-json.actions[0].url: is required",
                        "cli-json.job: must be a text",
                        "cli-json.retries: must be a whole number from 0");
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

    @Test
    void shouldNameTheProgramAsItIsWrittenAndNoMoreOfItThanAReasonCanHold() {
        assertThat(parse("{'command':['${{env.A}}\\n','b']}").program()).isEqualTo("\"${{env.A}}\\n\"");
        assertThat(parse("{'command':'" + "é".repeat(201) + "'}").program()).isEqualTo("\"" + "é".repeat(200) + "\"…");
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

    private JobDescription parse(String json) {
        return parse(json, settings);
    }

    private JobDescription parse(String json, Settings defaults) {
        return JobDescription.parse(json.replace('\'', '"'), defaults, new ActionKinds(Map.of()), problems);
    }
}
