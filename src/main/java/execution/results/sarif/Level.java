package execution.results.sarif;

import java.util.Locale;

/** How serious a result is, in the words of SARIF. */
enum Level {
    ERROR,
    WARNING,
    NOTE,
    NONE;

    /** Gives the level of this name; null if there is none. */
    static Level of(String name) {
        for (Level level : values()) {
            if (level.word().equals(name)) {
                return level;
            }
        }
        return null;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
