package wrapper.config;

import java.util.Collections;
import java.util.Map;

/**
 * What the script that starts this JVM passes by system properties. They are missing if the JVM was started without it.
 */
public final class StartScript {
    private static final String LOCALE = "wrapper.lc-all";
    private static final String NO_LOCALE = "wrapper.lc-all.unset";
    private static final String START_CACHE = "wrapper.start-cache";

    private StartScript() {}

    /**
     * Gives the variables that the script changed for this JVM, with the values that the command must have instead.
     *
     * @return the values from before the script; null for a variable that was not set
     */
    public static Map<String, String> environmentToRestore() {
        if (Boolean.getBoolean(NO_LOCALE)) {
            return Collections.singletonMap("LC_ALL", null);
        }
        String locale = System.getProperty(LOCALE);
        return locale == null ? Map.of() : Map.of("LC_ALL", locale);
    }

    /** Says which start cache the JVM was given, and with {@code --debug} whether the JVM accepted it. */
    public static String startCache() {
        return System.getProperty(START_CACHE, "not asked for");
    }
}
