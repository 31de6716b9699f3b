package wrapper.job;

import java.util.Locale;

/** When an action is performed: before the command, or after its end. */
public enum Stage {
    START,
    END;

    /** Gives the stage as cli-json writes it: {@code start} or {@code end}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
