package execution.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The job of an execution: the accepted event together with what the asset table said. It never changes.
 *
 * @param jobName names the route {@code direct:environment-<job_name>} and, by default, the task definition
 * @param jobRunner names the route {@code direct:run-<job_runner>}
 * @param input the name of an object below the tenant's prefix in the input bucket, or null
 * @param timeoutSeconds how long the task may run after it was dispatched
 * @param maxAttempts how often the job may be started when it fails; a launch that the platform refused does not count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AcceptedJob(
        String jitEventName,
        String vendor,
        String entityType,
        String assetId,
        String assetName,
        String assetType,
        String planSlug,
        String planItemSlug,
        String workflowSlug,
        String jobName,
        String jobRunner,
        String controlName,
        String controlImage,
        List<Map<String, Object>> steps,
        Map<String, Object> additionalAttributes,
        String input,
        long timeoutSeconds,
        int maxAttempts) {

    /** Estimates how many bytes of memory the job takes. */
    long weight() {
        return 1_000
                + Weights.of(steps)
                + Weights.of(additionalAttributes)
                + Weights.of(controlName)
                + Weights.of(controlImage)
                + Weights.of(input)
                + Weights.of(jitEventName);
    }

    public AcceptedJob withAsset(String name, String type, String assetVendor) {
        return new AcceptedJob(
                jitEventName,
                vendor == null ? assetVendor : vendor,
                entityType,
                assetId,
                name,
                type,
                planSlug,
                planItemSlug,
                workflowSlug,
                jobName,
                jobRunner,
                controlName,
                controlImage,
                steps,
                additionalAttributes,
                input,
                timeoutSeconds,
                maxAttempts);
    }
}
