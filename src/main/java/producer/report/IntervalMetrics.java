package producer.report;

import java.io.IOException;
import java.util.function.Supplier;
import producer.settings.LoadSettings;

/** Hands the figures of each interval to Prometheus and to CloudWatch, as far as the settings ask for them. */
final class IntervalMetrics implements AutoCloseable {
    private final PrometheusMetrics prometheus;
    private final CloudWatchMetrics cloudWatch;

    IntervalMetrics(LoadSettings settings, Tally tally, Supplier<Lag> lag) throws IOException {
        LoadSettings.Reports reports = settings.reports();
        String topic = settings.target().topic();
        prometheus = reports.prometheusPort() == 0
                ? null
                : new PrometheusMetrics(reports.prometheusPort(), topic, tally, lag);
        cloudWatch = reports.cloudWatchNamespace().isEmpty()
                ? null
                : new CloudWatchMetrics(
                        reports.cloudWatchNamespace(), settings.target().region(), topic);
    }

    void accept(Interval interval) {
        if (prometheus != null) {
            prometheus.accept(interval);
        }
        if (cloudWatch != null) {
            cloudWatch.accept(interval);
        }
    }

    @Override
    public void close() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (cloudWatch != null) {
            cloudWatch.close();
        }
    }
}
