package wrapper;

import java.util.Locale;

/** When an action is performed: before the command, or after its end. */
enum Stage {
    START,
    END;

    /** Gives it as cli-json writes it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
