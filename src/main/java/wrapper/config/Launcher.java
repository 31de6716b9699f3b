package wrapper.config;

import java.util.Collections;
import java.util.Map;

/** What the script that starts this JVM tells it by system properties. Without them it was started without the script. */
public final class Launcher {
    private static final String LOCALE = "wrapper.lc-all";
    private static final String NO_LOCALE = "wrapper.lc-all.unset";
    private static final String START_CACHE = "wrapper.start-cache";

    private Launcher() {}

    /** Gives what it changed in the environment for this JVM and the command is to have as it was; null for unset. */
    public static Map<String, String> undone() {
        if (Boolean.getBoolean(NO_LOCALE)) {
            return Collections.singletonMap("LC_ALL", null);
        }
        String locale = System.getProperty(LOCALE);
        return locale == null ? Map.of() : Map.of("LC_ALL", locale);
    }

    /** Says which start cache the JVM was given, and under {@code --debug} whether it took it. */
    public static String startCache() {
        return System.getProperty(START_CACHE, "not asked for");
    }
}
