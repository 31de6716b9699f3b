package wrapper.job;

import java.util.Locale;

/** When an action is performed: before the command, or after its end. */
public enum Stage {
    START,
    END;

    /** Gives it as cli-json writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
