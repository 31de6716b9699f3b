package waiting;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a test waits for something that happens in another thread or process. It is longer than anything takes on a
 * busy machine, because a wait that succeeds ends early and only a test that fails pays for it. JUnit finds this class
 * by itself, so each {@code await()} without a time of its own waits for so long.
 */
public final class LongestWait implements BeforeAllCallback {

    /** The longest time that a test waits. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LONGEST_WAIT);
    }
}
