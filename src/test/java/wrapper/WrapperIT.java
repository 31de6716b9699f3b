package wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrapper and its command, with no service to tell. */
class WrapperIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void shouldEndWithTheExitCodeOfTheCommandAndPassItsOutputOn() throws Exception {
        WrapperJvm wrapper = start(Map.of(), "sh", "-c", "printf out; printf err >&2; exit 3");

        assertThat(wrapper.exitCode()).isEqualTo(3);
        assertThat(wrapper.stdout()).isEqualTo("out");
        assertThat(wrapper.stderr()).contains("err").doesNotContain("camel");
    }

    @Test
    void shouldEndWith128AndTheSignalWhenTheCommandIsKilledByOne() throws Exception {
        assertThat(start(Map.of(), "sh", "-c", "kill -KILL $$").exitCode()).isEqualTo(137);
    }

    @Test
    void shouldPassArgumentsLiterallyWhenTheyLookLikeSyntax() throws Exception {
        Map<String, String> environment = Map.of("HOSTILE", "$(id) `id` '\"; ${{env.X}}\n{{x}} ${body} é", "X", "no");

        WrapperJvm wrapper = start(
                environment, "printf", "%s|%s|%s|%s", "$(id) '\"\n*", "<${{env.HOSTILE}}>", "{{x}} ${body} é €", "");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout())
                .isEqualTo("$(id) '\"\n*|<$(id) `id` '\"; ${{env.X}}\n{{x}} ${body} é>|{{x}} ${body} é €|");
    }

    @Test
    void shouldNotStartTheCommandWhenAPlaceholderIsUnknown() throws Exception {
        WrapperJvm wrapper = start(Map.of("A", "s3cret"), "echo", "${{env.A}}", "${{env.NOPE}}");

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(wrapper.stderr()).contains("${{env.NOPE}}").doesNotContain("s3cret");
    }

    @Test
    void shouldNameTheProgramAsItIsWrittenWhenThereIsNone() throws Exception {
        WrapperJvm wrapper = start(Map.of("FOLDER", "/s3cret"), "${{env.FOLDER}}/no \"such\" program", "s3cret");

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stderr())
                .contains("could not start: no such program, or it is not executable:"
                        + " \"${{env.FOLDER}}/no \\\"such\\\" program\"")
                .doesNotContain("s3cret");
    }

    @Test
    void shouldSayWhyWhenTheProgramIsRefusedByTheSystem() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));

        WrapperJvm wrapper = start(Map.of(), script.toString());

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stderr())
                .contains("could not start: the system refused to execute the program: \"" + script + "\"");
    }

    @Test
    void shouldPassOnFiftyMegabytesOfShortLines() throws Exception {
        WrapperJvm wrapper = start(Map.of(), "sh", "-c", "yes 0123456789 | head -c 52428800");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdoutFile()).hasSize(52428800);
    }

    @Test
    void shouldPassOnTheLastWordsOfAChildThatOutlivesTheCommand() throws Exception {
        // $$ is the command; it is there, if only as a zombie, until the wrapper has seen its end.
        WrapperJvm wrapper =
                start(Map.of(), "sh", "-c", "(while kill -0 $$ 2>/dev/null; do :; done; echo late) & echo early");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("early\nlate\n");
    }

    @Test
    void shouldTellEveryProblemAndRunNothingWhenTheCallIsWrong() throws Exception {
        WrapperJvm wrapper = WrapperJvm.start(
                folder,
                Map.of("EXECUTION_CALLBACK_URL", "http://localhost/e"),
                "--drie",
                "--config",
                Files.writeString(folder.resolve("my.conf"), "[metrics]\nrate = often\n[s3cret]\nx=1\n")
                        .toString(),
                "--cli-json",
                "{\"command\":[\"echo\",1],\"actions\":[{\"stage\":\"end\"}]}");

        assertThat(wrapper.exitCode()).isEqualTo(2);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(wrapper.stderr())
                .contains(
                        "wrapper: --drie: no such option\n",
                        "/my.conf line 2 [metrics] rate: must be a whole number of seconds from 1 to 86400\n",
                        "/my.conf line 3 [s3cret]: no such section, only metrics, wrapper\n",
                        "wrapper: cli-json.command[1]: must be a text\n",
                        "wrapper: cli-json.actions[0].url: is required\n",
                        "wrapper: EXECUTION_CALLBACK_TOKEN: is required where there is EXECUTION_CALLBACK_URL\n");
    }

    @Test
    void shouldPrintItsUsageWhenAskedForHelp() throws Exception {
        WrapperJvm wrapper = WrapperJvm.start(folder, Map.of(), "--help");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).startsWith("Usage: wrapper --cli-json JSON");
    }

    @Test
    void shouldRefuseRatherThanGarbleArgumentsWhenTheLocaleIsAscii() throws Exception {
        WrapperJvm wrapper = start(Map.of("LC_ALL", "POSIX"), "echo", "é");

        assertThat(wrapper.exitCode()).isEqualTo(2);
        assertThat(wrapper.stderr()).contains("set LC_ALL=C.UTF-8");
    }

    private WrapperJvm start(Map<String, String> environment, String... command) throws IOException {
        return WrapperJvm.start(folder, environment, "--cli-json", json(command));
    }

    static String json(String... command) {
        return json(0, command);
    }

    static String json(int retries, String... command) {
        ObjectNode json = MAPPER.createObjectNode().put("job", "test").put("retries", retries);
        json.set("command", MAPPER.valueToTree(List.of(command)));
        return json.toString();
    }
}
