package wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import local.WrapperCommand;

/** The wrapper in a JVM of its own, with no more on its class path than it is meant to have, and --debug always on. */
final class WrapperJvm {
    private final Path folder;
    private final Process process;

    private WrapperJvm(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts it with an environment of PATH, a UTF-8 locale and what is given; its temporary files go to the folder.
     */
    static WrapperJvm start(Path folder, Map<String, String> environment, List<String> flags, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                WrapperCommand.jvmOptions(),
                "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"))));
        line.addAll(flags);
        line.addAll(List.of("-cp", WrapperCommand.classPath(), "wrapper.Wrapper", "--debug"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        return new WrapperJvm(folder, builder.start());
    }

    static WrapperJvm start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        return start(folder, environment, List.of(), arguments);
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end; whatever the test, no secret may be in its log and no file may be left. */
    int exitCode() throws Exception {
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the wrapper hangs: " + stderr());
        }
        assertThat(stderr()).doesNotContain(ServiceStub.TOKEN, ServiceStub.SIGNATURE, "Exception\n\tat");
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
        return process.exitValue();
    }

    Path stdoutFile() {
        return folder.resolve("stdout");
    }

    String stdout() throws IOException {
        return Files.readString(folder.resolve("stdout"));
    }

    String stderr() throws IOException {
        return Files.readString(folder.resolve("stderr"));
    }
}
