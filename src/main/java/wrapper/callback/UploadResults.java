package wrapper.callback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.Stop;

/**
 * Uploads the packed results to where the service says. A failure goes into the last report and changes nothing else.
 */
public final class UploadResults implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(UploadResults.class);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final CallbackClient callbacks;
    private final HttpCalls http;
    private final Stop stop;

    /** Takes the calls of the service and of the store, and the request to stop, which ends the upload in time. */
    public UploadResults(CallbackClient callbacks, HttpCalls http, Stop stop) {
        this.callbacks = callbacks;
        this.http = http;
        this.stop = stop;
    }

    @Override
    public void perform(Run run) {
        Path archive = run.archive().orElseThrow();
        try {
            long size = Files.size(archive);
            CallbackClient.Target target = callbacks.results(
                    archive.getFileName().toString(), size, run.outcome().orElseThrow());
            http.upload(target.url(), target.headers(), archive, new CallLimit(LONGEST, stop::resultsDue));
            run.uploaded();
            LOG.info("uploaded the results, {} bytes", size);
        } catch (CallFailedException | IOException e) {
            LOG.error("results not uploaded: {}", e.getMessage());
            run.resultsFailed("upload: " + e.getMessage());
        }
    }
}
