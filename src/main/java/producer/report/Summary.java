package producer.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import producer.payload.RunIdentity;
import producer.settings.LoadSettings;

/** The result of a run, as one line of JSON. */
public final class Summary {
    private final ObjectNode json = new ObjectMapper().createObjectNode();

    /**
     * Sums up a run.
     *
     * @param started when the run began to send
     * @param seconds how long the run took until all records were acknowledged or given up
     * @param end how far the load was behind its schedule when it ended
     * @param longest the longest lag that was seen on the way
     */
    public Summary(
            LoadSettings settings,
            RunIdentity run,
            Instant started,
            double seconds,
            Tally tally,
            Lag end,
            Lag longest) {
        double target = settings.pace().perSecond();
        long sent = tally.sentCount();
        long acked = tally.ackedCount();
        json.put("run", run.id())
                .put("topic", settings.target().topic())
                .put("started_at", started.toString())
                .put("seconds", rounded(seconds))
                .put("acks", settings.client().acks())
                .put("compression", settings.client().compression())
                .put("idempotent", settings.client().idempotent())
                .put("target_per_second", target)
                .put("sent", sent)
                .put("acked", acked)
                .put("failed", tally.failedCount())
                .put("lost", sent - acked)
                .put("sent_per_second", rounded(sent / seconds))
                .put("acked_per_second", rounded(acked / seconds));
        tally.failures().forEach(json.putObject("failures")::put);
        long[] partitions = tally.partitions();
        ObjectNode byPartition = json.putObject("acked_by_partition");
        for (int i = 0; i < partitions.length; i++) {
            byPartition.put(String.valueOf(i), partitions[i]);
        }
        Tally.Latencies all = tally.all();
        put("ack_latency_ms", all.fromSend());
        if (target > 0) {
            put("ack_latency_since_due_ms", all.fromDue());
            json.putObject("lag")
                    .put("records", end.records())
                    .put("ms", end.millis())
                    .put("longest_ms", Math.max(end.millis(), longest.millis()));
        }
    }

    /** Adds the result of the verification. */
    public void add(Verification.Result result) {
        ObjectNode verification = json.putObject("verification");
        verification
                .put("status", result.status().name().toLowerCase(Locale.ROOT))
                .put("promise", result.promise())
                .put("found", result.found())
                .put("missing", result.missing())
                .put("duplicates", result.duplicates())
                .put("found_unacknowledged", result.unacknowledged());
        if (!result.firstMissing().isEmpty()) {
            result.firstMissing().forEach(verification.putArray("first_missing")::add);
        }
    }

    @Override
    public String toString() {
        return json.toString();
    }

    private void put(String name, Latency latency) {
        if (latency.count() > 0) {
            json.putObject(name)
                    .put("p50", latency.p50())
                    .put("p95", latency.p95())
                    .put("p99", latency.p99())
                    .put("max", latency.max());
        } else {
            json.putNull(name);
        }
    }

    private static double rounded(double number) {
        return Math.round(number * 1_000) / 1_000.0;
    }
}
