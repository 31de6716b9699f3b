package execution.deadletter;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskText;
import execution.messaging.QueueUrls;
import execution.runner.lambda.LambdaProperties;
import execution.store.Executions;
import execution.store.WakeUpProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.spi.Registry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The beans that the routes of dead letters name, with all queues that there may be. */
public final class DeadLetterBeans {

    private static final Binder SETTINGS = new Binder(new MapConfigurationPropertySource(
            Map.of("execution.wake-up.from", "queue", "execution.lambda.destination", "true")));

    private DeadLetterBeans() {}

    /** Puts the beans where routes find them. */
    public static void bind(
            Registry registry, SqsClient sqs, S3Client s3, Executions executions, MeterRegistry metrics) {
        ObjectMapper mapper = new ObjectMapper();
        ServiceProperties service = SETTINGS.bindOrCreate("execution", ServiceProperties.class);
        registry.bind(
                "deadLetterQueues",
                new DeadLetterQueues(
                        service,
                        SETTINGS.bindOrCreate("execution.wake-up", WakeUpProperties.class),
                        SETTINGS.bindOrCreate("execution.lambda", LambdaProperties.class),
                        Catalogue.of(
                                TaskText.task(
                                        "own",
                                        """
                                title: Own
                                container: {task_definition: own}
                                queue:
                                  name: executions-own
                                  event: {tenant_id: {constant: demo}, asset_id: {constant: a}}
                                """))));
        registry.bind("deadLetterReads", new DeadLetterReads(sqs, new QueueUrls(sqs), metrics, Clock.systemUTC()));
        registry.bind(
                "deadLetterArchive",
                new DeadLetterArchive(s3, new DeadLetterTasks(mapper, executions), mapper, service));
    }
}
