package wrapper.callback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.call.CallFailedException;
import wrapper.job.Excerpt;
import wrapper.json.Json;
import wrapper.run.CommandOutcome;
import wrapper.run.Run;
import wrapper.run.Step;

/** Reports to the service how the run ended. */
public final class ReportEnd implements Step {
    // The service refuses a report with a longer reason.
    private static final int MAX_REASON = 2000;
    private static final Logger LOG = LoggerFactory.getLogger(ReportEnd.class);

    private final CallbackClient callbacks;

    /** Takes the calls of the service. */
    public ReportEnd(CallbackClient callbacks) {
        this.callbacks = callbacks;
    }

    @Override
    public void perform(Run run) {
        try {
            ObjectNode report = report(run);
            callbacks.ended(report);
            LOG.info("reported {}", report.get("status").textValue());
        } catch (CallFailedException e) {
            LOG.error("the end is not reported: {}", e.getMessage());
        }
    }

    /** Makes the report. Only exit code 0 of the command means that the run is completed. */
    static ObjectNode report(Run run) {
        boolean completed = run.outcome().isPresent() && run.exitCode() == 0;
        ObjectNode report = Json.object()
                .put("status", completed ? "completed" : "failed")
                .put("exit_code", run.exitCode())
                .put(
                        "duration_seconds",
                        run.outcome().map(CommandOutcome::durationSeconds).orElse(0L))
                .put("results_uploaded", run.resultsUploaded());
        if (run.stdoutTruncated()) {
            report.put("stdout_truncated", true);
        }
        Optional<String> exit =
                run.outcome().isPresent() && !completed ? Optional.of("exit code " + run.exitCode()) : Optional.empty();
        String reason = Stream.of(exit, run.failure(), run.resultsFailure())
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        if (!reason.isEmpty()) {
            report.put("reason", Excerpt.of(reason, MAX_REASON));
        }
        return report;
    }
}
