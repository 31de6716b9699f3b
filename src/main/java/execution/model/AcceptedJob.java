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
 * @param maxAttempts how often the job may be started when it fails; a loss of the platform's does not count
 * @param request what is asked of the task, as the task's own schema describes it: a map or a text; null if nothing
 * @param priority 0 to 9, of which 9 is the most urgent; null if the job was accepted without one
 * @param waitingSeconds how long the execution may be pending; null if the setting of all executions decides
 * @param startingSeconds how long the task may take from its launch until it runs; null if there is no such limit
 * @param rerunOf the id of the ended execution of which this one is a re-run; null if it is none
 * @param partitions what the parts of a partitioned job are and how they run; null for a job that is one task
 * @param traceparent where in a trace the job was accepted, as {@link shared.trace.TraceParent} reads it; null if the
 *     job is part of no trace
 * @param webhook where status changes are sent to; null for nowhere
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
        int maxAttempts,
        Object request,
        Integer priority,
        Long waitingSeconds,
        Long startingSeconds,
        String rerunOf,
        PartitionPlan partitions,
        String traceparent,
        Webhook webhook) {

    /** Estimates how many bytes of memory the job takes. */
    long weight() {
        return 1_000
                + Weights.of(steps)
                + Weights.of(additionalAttributes)
                + Weights.of(controlName)
                + Weights.of(controlImage)
                + Weights.of(input)
                + Weights.of(request)
                + Weights.of(jitEventName)
                + Weights.of(webhook == null ? null : webhook.url());
    }

    /** Gives the same job with another priority. */
    public AcceptedJob withPriority(int other) {
        return with(vendor, assetName, assetType, other, rerunOf, traceparent);
    }

    /** Gives the same job as a re-run of an ended execution, or of none if the id is null. */
    public AcceptedJob withRerunOf(String executionId) {
        return with(vendor, assetName, assetType, priority, executionId, traceparent);
    }

    /** Gives the same job with what is known of its asset. The vendor of the event goes before that of the asset. */
    public AcceptedJob withAsset(String name, String type, String assetVendor) {
        return with(vendor == null ? assetVendor : vendor, name, type, priority, rerunOf, traceparent);
    }

    /** Gives the same job as part of a trace, or of none if the text is null. */
    public AcceptedJob withTraceparent(String text) {
        return with(vendor, assetName, assetType, priority, rerunOf, text);
    }

    private AcceptedJob with(
            String otherVendor,
            String otherName,
            String otherType,
            Integer otherPriority,
            String otherRerunOf,
            String otherTraceparent) {
        return new AcceptedJob(
                jitEventName,
                otherVendor,
                entityType,
                assetId,
                otherName,
                otherType,
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
                maxAttempts,
                request,
                otherPriority,
                waitingSeconds,
                startingSeconds,
                otherRerunOf,
                partitions,
                otherTraceparent,
                webhook);
    }
}
