package wrapper.callback;

import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.run.NotStartedException;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.Stop;

/** Downloads the input. The variable {@code INPUT_FILE} tells the command where it is. */
public final class FetchInput implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(FetchInput.class);
    // The largest object that S3 takes in one PUT, because inputs are put there in that way.
    private static final long LIMIT = 5L * 1024 * 1024 * 1024;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final CallbackClient callbacks;
    private final HttpCalls http;
    private final Stop stop;

    /** Takes the calls of the service and of the store, and the request to stop, which ends the download. */
    public FetchInput(CallbackClient callbacks, HttpCalls http, Stop stop) {
        this.callbacks = callbacks;
        this.http = http;
        this.stop = stop;
    }

    @Override
    public void perform(Run run) throws NotStartedException {
        try {
            CallbackClient.Input input = callbacks.input();
            if (input.size() > LIMIT) {
                throw new NotStartedException("input: it has more than " + LIMIT + " bytes");
            }
            Path file = run.directory().orElseThrow().input(input.name());
            long size = http.download(input.url(), file, LIMIT, input.size(), new CallLimit(LONGEST, stop::requested));
            run.environmentChanges().put("INPUT_FILE", file.toString());
            LOG.info("fetched the input, {} bytes", size);
        } catch (CallFailedException e) {
            throw stop.requested()
                    ? NotStartedException.stopped()
                    : new NotStartedException("input: " + e.getMessage());
        }
    }
}
