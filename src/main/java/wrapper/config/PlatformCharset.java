package wrapper.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The charset in which this JVM reads its arguments and hands arguments on. It follows the locale; in a container
 * without one it is ASCII, and then the JDK makes question marks of everything else without a word.
 */
public final class PlatformCharset {
    public static final String REMEDY = "set LC_ALL=C.UTF-8 in the container";

    private PlatformCharset() {}

    /** Gives its name. */
    public static String name() {
        return System.getProperty("sun.jnu.encoding", "UTF-8");
    }

    /** Adds a problem if the wrapper's own arguments were lost in it. */
    public static void check(Problems problems) {
        if (name().equalsIgnoreCase("UTF-8")) {
            return;
        }
        try {
            for (byte b : Files.readAllBytes(Path.of("/proc/self/cmdline"))) {
                if (b < 0) {
                    problems.add("arguments", "have characters that " + name() + " lacks: " + REMEDY);
                    return;
                }
            }
        } catch (IOException e) {
            // Not Linux, and there the locale is a user's.
        }
    }
}
