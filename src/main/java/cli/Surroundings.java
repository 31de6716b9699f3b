package cli;

import cli.call.Installations;
import cli.call.Pause;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What execctl has around it, so that tests can give it another world.
 *
 * @param terminal whether a person looks at {@code out} while it comes
 * @param lastWords what is said on {@code err} if a signal ends the process; null for nothing
 */
record Surroundings(
        Installations installations,
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        boolean terminal,
        Pause pause,
        AtomicReference<String> lastWords) {

    /**
     * Those of this process. The script that starts it says by {@code execctl.terminal} whether stdout is a terminal,
     * and by {@code execctl.local} where the embedded platform writes how it is called.
     */
    static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        String configured = environment.get("XDG_CONFIG_HOME");
        Path folder = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(configured);
        String local = System.getProperty("execctl.local");
        return new Surroundings(
                new Installations(
                        environment,
                        folder.resolve("execctl").resolve("config.properties"),
                        local == null ? null : Path.of(local).normalize()),
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                Boolean.getBoolean("execctl.terminal"),
                Thread::sleep,
                new AtomicReference<>());
    }

    /** Says whether lines may be put in place of others, which a terminal without such abilities shows as signs. */
    boolean canReplaceLines() {
        return terminal && !"dumb".equals(installations.environment().get("TERM"));
    }

    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(
                new BufferedWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8)));
    }
}
