package local;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;

/** Files by which other programs find the platform. Only the user may read them, because they hold secrets. */
final class PrivateFiles {

    /** Where execctl looks, in the folder that it is built in. */
    static final Path EXECCTL = Path.of("target", "local", "execctl.properties");

    private PrivateFiles() {}

    /** Writes how execctl calls a service of the platform, until this JVM ends. */
    static void writeForExecctl(Path file, int port, String token) throws IOException {
        write(file, Map.of("url", "http://127.0.0.1:" + port, "token", token));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> file.toFile().delete(), "execctl-profile-delete"));
    }

    /** Writes a file in one step, so that nobody reads half of it. */
    static void write(Path file, Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        properties.putAll(values);
        Path whole = file.toAbsolutePath();
        Files.createDirectories(whole.getParent());
        // The user alone may read a temporary file.
        Path draft = Files.createTempFile(whole.getParent(), "platform", ".properties");
        try (Writer out = Files.newBufferedWriter(draft)) {
            properties.store(out, null);
        }
        Files.move(draft, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
