package producer.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.aws.AwsClients;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * Sends the figures of each interval to CloudWatch. A thread of its own sends them, so that the load goes on while
 * CloudWatch is slow or away. The figures of an interval are dropped if those of an earlier one still wait.
 */
final class CloudWatchMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloudWatchMetrics.class);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(4);
    // Longer than a call takes.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final String namespace;
    private final Dimension topic;
    private final AwsClients aws = new AwsClients(System.getenv());
    private final CloudWatchClient client;
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            work -> {
                Thread thread = new Thread(work, "cloudwatch");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    CloudWatchMetrics(String namespace, String region, String topic) {
        this.namespace = namespace;
        this.topic = Dimension.builder().name("Topic").value(topic).build();
        this.client = aws.cloudWatch(region, CALL_LIMIT);
    }

    void accept(Interval interval) {
        Instant now = Instant.now();
        sender.execute(() -> send(interval, now));
    }

    /** Waits until the last figures are sent, but no longer than one call may take. */
    @Override
    public void close() {
        sender.shutdown();
        try {
            sender.awaitTermination(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        aws.close();
    }

    private void send(Interval interval, Instant at) {
        List<MetricDatum> data = new ArrayList<>();
        data.add(datum("RecordsSent", StandardUnit.COUNT, interval.sent(), at));
        data.add(datum("RecordsAcked", StandardUnit.COUNT, interval.acked(), at));
        data.add(datum("RecordsFailed", StandardUnit.COUNT, interval.failed(), at));
        data.add(datum("LagRecords", StandardUnit.COUNT, interval.lag().records(), at));
        data.add(datum("LagTime", StandardUnit.MILLISECONDS, interval.lag().millis(), at));
        addLatency(data, "AckLatency", interval.fromSend(), at);
        addLatency(data, "AckLatencySinceDue", interval.fromDue(), at);
        try {
            client.putMetricData(request -> request.namespace(namespace).metricData(data));
        } catch (SdkException e) {
            LOG.warn("CloudWatch did not take the metrics: {}", AwsFailures.describe(e));
        }
    }

    private void addLatency(List<MetricDatum> data, String name, Latency latency, Instant at) {
        if (latency.count() > 0) {
            data.add(datum(name + "P50", StandardUnit.MILLISECONDS, latency.p50(), at));
            data.add(datum(name + "P95", StandardUnit.MILLISECONDS, latency.p95(), at));
            data.add(datum(name + "P99", StandardUnit.MILLISECONDS, latency.p99(), at));
            data.add(datum(name + "Max", StandardUnit.MILLISECONDS, latency.max(), at));
        }
    }

    private MetricDatum datum(String name, StandardUnit unit, double value, Instant at) {
        return MetricDatum.builder()
                .metricName(name)
                .unit(unit)
                .value(value)
                .timestamp(at)
                .dimensions(topic)
                .build();
    }
}
