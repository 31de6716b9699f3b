package wrapper.metric;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import shared.aws.AwsClients;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import wrapper.config.Settings;
import wrapper.job.JobDescription;

/** Sends the message's body, which is a list of {@link Metric}, to CloudWatch in one call. */
public final class SendMetrics implements Processor {
    private final AwsClients aws;
    private final Settings settings;
    private final JobDescription job;

    /** Takes the settings that say where metrics go, and the job whose metrics they are. */
    public SendMetrics(AwsClients aws, Settings settings, JobDescription job) {
        this.aws = aws;
        this.settings = settings;
        this.job = job;
    }

    @Override
    public void process(Exchange exchange) {
        List<MetricDatum> data = ((List<?>) exchange.getMessage().getBody())
                .stream().map(metric -> datum((Metric) metric)).toList();
        try {
            // At the end of a run at most two calls are left, the one under way and the last one, and both have to fit.
            aws.cloudWatch(
                            settings.region(),
                            settings.metricsTimeout().multipliedBy(2).dividedBy(5))
                    .putMetricData(
                            request -> request.namespace(settings.namespace().orElseThrow())
                                    .metricData(data));
        } catch (SdkException e) {
            throw new IllegalStateException("CloudWatch: " + AwsFailures.describe(e));
        }
    }

    private MetricDatum datum(Metric metric) {
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(dimension("Team", settings.team().orElseThrow()));
        if (metric.dimensions() == Metric.Dimensions.JOB) {
            dimensions.add(dimension("Group", job.group()));
            if (!job.name().isEmpty()) {
                dimensions.add(dimension("Job", job.name()));
            }
        }
        return MetricDatum.builder()
                .metricName(metric.name())
                .value(metric.value())
                .unit(metric.unit() == Metric.Unit.SECONDS ? StandardUnit.SECONDS : StandardUnit.NONE)
                .timestamp(metric.time())
                .dimensions(dimensions)
                .build();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
