package wrapper.config;

/** How the wrapper writes its own log. */
public enum LogFormat {
    /** One line for each event, for people. */
    PLAIN,
    /** One JSON object in a line for each event, for log collectors. */
    JSON;

    /** Reads {@code plain} or {@code json}. Any other value is added to the problems, and gives the default. */
    static LogFormat parse(String name, String value, InputProblems problems) {
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
