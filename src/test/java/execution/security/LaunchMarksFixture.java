package execution.security;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import org.apache.camel.impl.DefaultCamelContext;

/** Marks with a key of tests. */
public final class LaunchMarksFixture {

    private LaunchMarksFixture() {}

    public static LaunchMarks marks() {
        return marks((byte) 7);
    }

    static LaunchMarks marks(byte first) {
        byte[] key = new byte[32];
        key[0] = first;
        SecurityProperties.Callback callback = new SecurityProperties.Callback(
                Base64.getEncoder().encodeToString(key), URI.create("http://service:8080"), Duration.ofHours(1));
        return new LaunchMarks(new CallbackKey(new SecurityProperties(null, callback), new DefaultCamelContext()));
    }
}
