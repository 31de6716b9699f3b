package wrapper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Settings DEFAULTS = new Settings(
            Optional.empty(),
            Duration.ofHours(1),
            Duration.ofMinutes(2),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "eu-west-1",
            Duration.ofMinutes(1),
            Duration.ofSeconds(10));

    @TempDir
    Path folder;

    private final InputProblems problems = new InputProblems();

    @Test
    void shouldHaveDefaultsWhenThereIsNoFile() {
        assertThat(Settings.read(folder.resolve("none.conf"), problems)).isEqualTo(DEFAULTS);
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void shouldTakeAllThatTheFileSays() throws Exception {
        Settings settings = read(
                """
                # a comment
                [wrapper]
                entrypoint = /bin/my tool
                Timeout: 90
                actions_timeout = 300

                ; another
                [metrics]
                namespace=a=b:c
                team = té # no comment
                group=
                region = us-east-1
                rate = 5
                timeout = 7
                """);

        assertThat(problems.all()).isEmpty();
        assertThat(settings)
                .isEqualTo(new Settings(
                        Optional.of("/bin/my tool"),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(300),
                        Optional.of("a=b:c"),
                        Optional.of("té # no comment"),
                        Optional.empty(),
                        "us-east-1",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(7)));
    }

    @Test
    void shouldTellEveryProblemWithFileLineAndKeyAndNoValue() throws Exception {
        Settings settings = read(
                """
                early = s3cret
                [wrapper]
                entrypoint = a
                entrypoint = s3cret
                timeout = 0
                actions_timeout = 1 m
                time out = s3cret
                s3cret
                 continued = s3cret
                [metrics]
                rate = 86401
                region = evil.example/s3cret
                [more]
                x = s3cret
                """);

        assertThat(problems.all())
                .containsExactlyInAnyOrder(
                        at("1 early: stands before any [section]"),
                        at("4 [wrapper] entrypoint: given more than once"),
                        at("5 [wrapper] timeout: must be a whole number of seconds from 1 to 604800"),
                        at("6 [wrapper] actions_timeout: must be a whole number of seconds from 1 to 86400"),
                        at("7 [wrapper] time out: no such key, only actions_timeout, entrypoint, timeout"),
                        at("8: must be [section] or key = value, from the start of the line"),
                        at("9: must be [section] or key = value, from the start of the line"),
                        at("11 [metrics] rate: must be a whole number of seconds from 1 to 86400"),
                        at("12 [metrics] region: must be the name of a region such as eu-west-1"),
                        at("13 [more]: no such section, only metrics, wrapper"));
        assertThat(settings.timeout()).isEqualTo(DEFAULTS.timeout());
    }

    @Test
    void shouldRefuseWhatIsNoTextFile() throws Exception {
        Files.write(folder.resolve("wrapper.conf"), "team = é".getBytes(StandardCharsets.ISO_8859_1));
        Settings.read(folder.resolve("wrapper.conf"), problems);
        Settings.read(folder, problems);

        assertThat(problems.all())
                .containsExactly(
                        folder.resolve("wrapper.conf") + ": is not UTF-8", folder + ": cannot be read: IOException");
    }

    private Settings read(String text) throws IOException {
        return Settings.read(Files.writeString(folder.resolve("wrapper.conf"), text), problems);
    }

    private String at(String rest) {
        return folder.resolve("wrapper.conf") + " line " + rest;
    }
}
