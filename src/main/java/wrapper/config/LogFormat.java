package wrapper.config;

/** How the wrapper writes its own log. */
public enum LogFormat {
    /** A line an event, for people. */
    PLAIN,
    /** A JSON object a line, for log collectors. */
    JSON;

    /** Reads {@code plain} or {@code json}; adds to problems, and then gives the default. */
    static LogFormat parse(String name, String value, Problems problems) {
        switch (value) {
            case "plain":
                return PLAIN;
            case "json":
                return JSON;
            default:
                problems.add(name, "must be plain or json");
                return PLAIN;
        }
    }
}
