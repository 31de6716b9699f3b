package wrapper.callback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.json.Json;
import wrapper.call.CallFailedException;
import wrapper.config.Contract;
import wrapper.job.Excerpt;
import wrapper.run.CommandOutcome;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.Stop;

/** Reports to the service how the run ended. */
public final class ReportEnd implements Step {
    // The service refuses a report with a longer reason.
    private static final int MAX_REASON = 2000;
    private static final Logger LOG = LoggerFactory.getLogger(ReportEnd.class);

    private final CallbackClient callbacks;
    private final Optional<Lease> lease;
    private final Stop stop;

    /**
     * Takes the calls of the service, and what it needs to know of the run.
     *
     * @param lease what the end of the run releases; empty if there is none
     * @param stop the request to stop
     */
    public ReportEnd(CallbackClient callbacks, Optional<Lease> lease, Stop stop) {
        this.callbacks = callbacks;
        this.lease = lease;
        this.stop = stop;
    }

    @Override
    public void perform(Run run) {
        lease.ifPresent(Lease::release);
        try {
            ObjectNode report = report(run);
            if (report.path("status").asText().equals("failed") && isReturned(run)) {
                report.put("status", "returned");
            }
            callbacks.ended(report);
            LOG.info("reported {}", report.get("status").textValue());
        } catch (CallFailedException e) {
            LOG.error("the end is not reported: {}", e.getMessage());
        }
    }

    /** Tells whether the run was stopped because its worker stops. */
    private boolean isReturned(Run run) {
        return stop.requested()
                && run.contract()
                        .flatMap(Contract::returned)
                        .filter(Files::exists)
                        .isPresent();
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
        if (run.isOutputKept()) {
            report.put("output_kept", true);
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
