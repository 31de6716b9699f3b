package wrapper.work.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wrapper.config.InputProblems;

class WorkOptionsTest {
    private final InputProblems problems = new InputProblems();

    private WorkSettings parse(Map<String, String> environment, String... arguments) {
        return WorkOptions.parse(List.of(arguments), environment, problems);
    }

    @Test
    void shouldTakeOptionsBeforeVariables(@TempDir Path folder) {
        WorkSettings settings = parse(
                Map.of(
                        "WORK_QUEUE", "other",
                        "WORK_TASKS_DIR", folder + ", " + folder,
                        "WORK_STOP_TIMEOUT", "60",
                        "WORK_USER", "fossa",
                        "WORK_PASSWORD", "s3cret"),
                "--queue=fleet",
                "--capacity",
                "7");

        assertThat(problems.all()).isEmpty();
        assertThat(settings.queue()).isEqualTo("fleet");
        assertThat(settings.capacity()).isEqualTo(7);
        assertThat(settings.tasks()).containsExactly(folder, folder);
        assertThat(settings.stopTimeout()).hasSeconds(60);
        assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(47));
        assertThat(settings).asString().doesNotContain("s3cret");
    }

    @Test
    void shouldTellAllProblemsAtOnce() {
        parse(
                Map.of("WORK_PORT", "70000", "WORK_USER", "fossa"),
                "--capacity=0",
                "--capacity=1",
                "--tasks-dir=/no/such/folder",
                "--token=s3cret",
                "--grace",
                "x");

        assertThat(problems.all())
                .containsExactlyInAnyOrder(
                        "--capacity: given more than once",
                        "--token: no such option",
                        "--queue: is required, or WORK_QUEUE",
                        "--tasks-dir: must name a folder that is there",
                        "WORK_USER: must be set together with WORK_PASSWORD",
                        "--grace: must be a whole number from 1 to 600",
                        "--port: must be a whole number from 0 to 65535");
    }

    @Test
    void shouldWantNothingForHelp() {
        assertThat(parse(Map.of(), "--help").help()).isTrue();
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void shouldDescribeEachOptionOnThePageAndInTheUsage() throws Exception {
        String page = java.nio.file.Files.readString(Path.of("docs/worker.md"));
        WorkOptions.USAGE
                .lines()
                .filter(line -> line.startsWith("  --"))
                .map(line -> line.strip().split(" ")[0])
                .filter(option -> !option.equals("--help"))
                .forEach(option -> assertThat(page).contains("`" + option + "`"));
    }
}
