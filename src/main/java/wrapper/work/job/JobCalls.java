package wrapper.work.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import shared.json.Json;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.work.exchange.ServiceAddress;

/**
 * Reports to the service about a whole job. Each report names the run, and the service takes those of one run alone.
 */
public final class JobCalls {
    private static final int MOST_REASON = 2_000;

    private final HttpCalls http;

    public JobCalls(HttpCalls http) {
        this.http = http;
    }

    /**
     * Reports that a run begins or goes on. The first run that says so is the one that may.
     *
     * @throws CallFailedException with 409 if another run does the work, or the job is over or is being stopped
     */
    public void running(ServiceAddress address, String invocation, Duration time, BooleanSupplier cancelled)
            throws CallFailedException {
        call(address, Json.object().put("status", "running").put("invocation_id", invocation), time, cancelled);
    }

    /**
     * Reports how a run ended. If the wrapper has reported that before, nothing changes.
     *
     * @param exitCode null if there is none
     * @param reason why it failed; null if it did not
     */
    public void ended(ServiceAddress address, String invocation, Integer exitCode, String reason, Duration time)
            throws CallFailedException {
        ObjectNode report = Json.object()
                .put("status", reason == null ? "completed" : "failed")
                .put("invocation_id", invocation);
        if (exitCode != null) {
            report.put("exit_code", exitCode);
        }
        if (reason != null) {
            report.put("reason", reason.substring(0, Math.min(MOST_REASON, reason.length())));
        }
        call(address, report, time, () -> false);
    }

    /**
     * Reports that a run was given back, because its worker stops. If the wrapper has reported that before, nothing
     * changes.
     */
    public void returned(ServiceAddress address, String invocation, Duration time) throws CallFailedException {
        call(address, Json.object().put("status", "returned").put("invocation_id", invocation), time, () -> false);
    }

    private void call(ServiceAddress address, ObjectNode report, Duration time, BooleanSupplier cancelled)
            throws CallFailedException {
        http.json("PATCH", address.callbacks(), address.headers(), Json.bytes(report), new CallLimit(time, cancelled));
    }
}
