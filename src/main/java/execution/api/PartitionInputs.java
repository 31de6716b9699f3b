package execution.api;

import execution.aws.ServiceProperties;
import execution.model.PartitionPlan;
import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Sees to it that the object with the arguments of a job's parts is there before the job is stored. A list that came
 * with a request is put into the bucket of the results. The same list of a tenant has the same key, so a request that
 * is repeated puts the same object.
 */
@Component
class PartitionInputs {

    private final S3Client s3;
    private final ServiceProperties.Buckets buckets;

    PartitionInputs(S3Client s3, ServiceProperties service) {
        this.s3 = s3;
        this.buckets = service.buckets();
    }

    /**
     * Keeps the list of an event, or looks for the object that the event names.
     *
     * @return why the job cannot be taken; empty if it can
     * @throws software.amazon.awssdk.core.exception.SdkException if S3 does not answer
     */
    Optional<ProblemException> keep(JobEvents.JobEvent event) {
        PartitionPlan plan = event.job().partitions();
        if (plan == null || plan.object() == null) {
            return Optional.empty();
        }
        if (event.parts() != null) {
            s3.putObject(
                    put -> put.bucket(buckets.results()).key(plan.object()).contentType("application/x-ndjson"),
                    RequestBody.fromString(event.parts()));
            return Optional.empty();
        }
        return plan.hasList() ? keptList(plan) : object(plan, event.key().tenantId());
    }

    private Optional<ProblemException> keptList(PartitionPlan plan) {
        return size(buckets.results(), plan.object()) >= 0
                ? Optional.empty()
                : Optional.of(ProblemException.conflict("the list of the job's parts is not kept any more"));
    }

    private Optional<ProblemException> object(PartitionPlan plan, String tenant) {
        long size = size(buckets.input(), plan.object());
        if (size < 0) {
            return wrong(
                    "there is no input object '" + plan.object().substring(tenant.length() + 1) + "' of this tenant");
        }
        if (size == 0) {
            return wrong("the object is empty");
        }
        return size > PartitionPlan.MOST_OBJECT_BYTES
                ? wrong("the object has " + size + " bytes, must have at most " + PartitionPlan.MOST_OBJECT_BYTES)
                : Optional.empty();
    }

    private static Optional<ProblemException> wrong(String problem) {
        return Optional.of(ProblemException.invalid(PartitionRequest.FIELD + ".object", problem));
    }

    /** Gives how many bytes an object has; -1 if it is not there. */
    private long size(String bucket, String key) {
        try {
            return s3.headObject(head -> head.bucket(bucket).key(key)).contentLength();
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return -1;
            }
            throw e;
        }
    }
}
