package wrapper.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The charset in which this JVM reads its arguments and passes arguments to other programs. The charset follows the
 * locale. In a container without a locale it is ASCII, and then the JDK silently replaces every other character by a
 * question mark.
 */
public final class PlatformCharset {
    /** What to do where the charset lacks characters. */
    public static final String REMEDY = "set LC_ALL=C.UTF-8 in the container";

    private PlatformCharset() {}

    /** Gives the charset's name. */
    public static String name() {
        return System.getProperty("sun.jnu.encoding", "UTF-8");
    }

    /** Adds a problem if the wrapper's own arguments have characters that this charset lacks. */
    public static void check(InputProblems problems) {
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
            // This is not Linux, so it is no container, and the locale is what its user has set.
        }
    }
}
