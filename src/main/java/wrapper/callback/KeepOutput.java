package wrapper.callback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.run.CommandOutcome;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.Stop;

/**
 * Uploads the end of what a command printed that did not succeed, so that it can be read when the platform's log is
 * gone. Secrets are masked. A failure is a warning in the log and changes nothing else.
 */
public final class KeepOutput implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(KeepOutput.class);
    // The service takes no more.
    private static final int MOST = 64 * 1024;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final CallbackClient callbacks;
    private final HttpCalls http;
    private final Stop stop;

    /** Takes the calls of the service and of the store, and the request to stop, which ends the upload in time. */
    public KeepOutput(CallbackClient callbacks, HttpCalls http, Stop stop) {
        this.callbacks = callbacks;
        this.http = http;
        this.stop = stop;
    }

    /** Tells whether there is something to keep. */
    public static boolean isWanted(Run run) {
        return run.exitCode() != 0
                && run.outcome()
                        .map(CommandOutcome::output)
                        .filter(text -> !text.isBlank())
                        .isPresent();
    }

    @Override
    public void perform(Run run) {
        try {
            byte[] output = end(run.masked(run.outcome().orElseThrow().output()));
            CallbackClient.Target target = callbacks.output(output.length);
            Path file = run.directory().orElseThrow().output();
            Files.write(file, output);
            http.upload(target.url(), target.headers(), file, new CallLimit(LONGEST, stop::resultsDue));
            run.outputKept();
            LOG.info("kept the end of the output, {} bytes", output.length);
        } catch (CallFailedException | IOException e) {
            LOG.warn("the end of the output is not kept: {}", e.getMessage());
        }
    }

    /** Gives the last bytes that the service takes, from the beginning of a character on. */
    static byte[] end(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int from = Math.max(0, bytes.length - MOST);
        while (from < bytes.length && (bytes[from] & 0xc0) == 0x80) {
            from++;
        }
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }
}
