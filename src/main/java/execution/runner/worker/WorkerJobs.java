package execution.runner.worker;

import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.messaging.QueueUrls;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import execution.runner.RawText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;
import shared.part.FleetJson;
import shared.part.FleetMessage;
import shared.part.JobMessage;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * Sends jobs to the queue of the fleet. The same job may be sent again, and the queue itself may deliver a message
 * twice, because the service lets one run of an attempt start. The reference of the task is the attempt's id.
 */
@Component
public class WorkerJobs {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerJobs.class);

    /** The variable that has the wrapper ask for leave before it runs the command. */
    private static final String LEASE = "EXECUTION_LEASE_SECONDS";

    private static final String TASK = "EXECUTION_TASK";

    private final Catalogue catalogue;
    private final SqsClient sqs;
    private final QueueUrls urls;
    private final String queue;

    WorkerJobs(Catalogue catalogue, SqsClient sqs, QueueUrls urls, ServiceProperties service) {
        this.catalogue = catalogue;
        this.sqs = sqs;
        this.urls = urls;
        this.queue = service.queues().fleet();
    }

    /**
     * Makes the message of an attempt.
     *
     * @param request the body of {@code direct:run-worker}
     * @param repeated whether an earlier call for the same attempt may have been taken
     * @throws LaunchRefusedException if the task's file does not say that workers run the task, or names no command
     * @throws IllegalStateException for the same reasons, if it is not known whether an earlier call was taken
     */
    public JobMessage message(@Body LaunchRequest request, @Header("repeated") boolean repeated) {
        try {
            return message(request);
        } catch (LaunchRefusedException e) {
            if (repeated) {
                throw new IllegalStateException(e.getMessage(), e.getCause());
            }
            throw e;
        }
    }

    private JobMessage message(LaunchRequest request) {
        Map<String, String> settings = request.launch().settings();
        Map<String, String> environment = new TreeMap<>(request.environment());
        environment.put(LEASE, settings.get(WorkerSettings.LEASE));
        String task = environment.getOrDefault(TASK, "");
        return new JobMessage(
                task,
                request.attemptId(),
                environment,
                command(request, task),
                Long.parseLong(settings.get(WorkerSettings.TIMEOUT)));
    }

    private List<String> command(LaunchRequest request, String name) {
        TaskFile task = catalogue
                .find(name)
                .filter(file -> file.worker() != null)
                .orElseThrow(
                        () -> new LaunchRefusedException("the task's file does not say that workers run the task"));
        List<String> words = task.worker().command();
        if (words == null) {
            words = request.launch().command();
        }
        if (words == null || words.isEmpty()) {
            throw new LaunchRefusedException("the task has no command that a worker could run");
        }
        return words.get(0).startsWith("--") ? words : TaskFile.wrapped(name, words);
    }

    /**
     * Sends a message.
     *
     * @param repeated whether an earlier call for the same attempt may have been taken
     * @return the reference of the task
     * @throws LaunchThrottledException if there were too many calls; this call was not taken
     * @throws LaunchRefusedException if the message is too large, or if the queue cannot be used
     * @throws IllegalStateException if it is not known whether the message was taken
     */
    public String send(@Body JobMessage job, @Header("repeated") boolean repeated) {
        String text = FleetJson.text(job);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > FleetMessage.MOST_BYTES) {
            throw new LaunchRefusedException(
                    "what the worker is told takes " + bytes + " bytes, must take at most " + FleetMessage.MOST_BYTES);
        }
        try {
            sqs.sendMessage(send -> send.queueUrl(urls.of(queue)).messageBody(text));
        } catch (SqsException e) {
            throw meaning(e, job, repeated);
        } catch (SdkException e) {
            throw unclear(e);
        }
        return job.attemptId();
    }

    /** The SDK's own words are left out, because they may quote the request, which has a token in it. */
    private static IllegalStateException unclear(SdkException failure) {
        return new IllegalStateException("SQS " + AwsFailures.describe(failure));
    }

    private static RuntimeException meaning(SqsException failure, JobMessage job, boolean repeated) {
        WorkerRefusal refusal = WorkerRefusal.of(failure);
        if (refusal == WorkerRefusal.THROTTLED) {
            return new LaunchThrottledException(refusal.words());
        }
        if (refusal == WorkerRefusal.UNCLEAR || repeated) {
            // An earlier call may have been taken, of which this refusal says nothing.
            return unclear(failure);
        }
        LOG.warn(
                "SQS refused the message of attempt {}: {}",
                job.attemptId(),
                RawText.forLog(failure.awsErrorDetails().errorCode()));
        return new LaunchRefusedException(refusal.words(), refusal == WorkerRefusal.CREDENTIALS);
    }
}
