package cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** execctl as it is laid out by the build, started by its script. */
class LaidOutExecctlIT {
    private static final Path BUILT = Path.of("target", "execctl").toAbsolutePath();
    /** With these a JVM that cannot use its start cache does not start, and prints which cache it has. */
    private static final Map<String, String> STRICT = Map.of("JAVA_TOOL_OPTIONS", "-Xshare:on -XX:+PrintFlagsFinal");

    @TempDir
    private Path folder;

    private record Ended(int exitCode, String printed) {}

    private Ended run(Path execctl, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(execctl.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("EXECCTL_"));
        builder.environment().put("XDG_CONFIG_HOME", folder.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed);
    }

    private static Path copy(Path home, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(home.relativize(file).toString()));
            }
        }
        return target;
    }

    @Test
    void shouldStartFromTheCacheOfTheBuildByWayOfALink() throws Exception {
        Path link = Files.createSymbolicLink(
                folder.resolve("ctl"), Path.of("bin", "execctl").toAbsolutePath());

        Ended ended = run(link, STRICT, "--version");

        assertThat(ended.printed).contains("execctl 0.", BUILT.resolve("cache").toString());
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void shouldMakeACacheInAnotherFolderAndNotUseItForNewerJars() throws Exception {
        Path home = copy(BUILT, folder.resolve("it's here"));
        Path execctl = home.resolve("execctl");

        assertThat(run(execctl, Map.of(), "--make-start-cache").exitCode).isZero();
        assertThat(run(execctl, STRICT, "--version")).satisfies(ended -> {
            assertThat(ended.printed).contains(home.resolve("cache").toString());
            assertThat(ended.exitCode).isZero();
        });

        try (Stream<Path> caches = Files.list(home.resolve("cache"))) {
            Files.setLastModifiedTime(caches.findFirst().orElseThrow(), FileTime.fromMillis(0));
        }
        assertThat(run(execctl, STRICT, "--version")).satisfies(ended -> {
            assertThat(ended.printed).doesNotContain(home.resolve("cache").toString());
            assertThat(ended.exitCode).isZero();
        });
    }

    @Test
    void shouldEndWithTheExitCodeOfACommandAndSayWhatIsMissing() throws Exception {
        Path home = copy(BUILT, folder.resolve("execctl"));

        Ended ended = run(home.resolve("execctl"), Map.of(), "list");

        assertThat(ended.printed).contains("no installation to call");
        assertThat(ended.exitCode).isEqualTo(4);
    }
}
