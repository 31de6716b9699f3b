package execution.archive;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long ended executions are kept.
 *
 * @param retention How long the row of an ended execution is kept, counted from its end, where the task's file does not
 *     say otherwise. With {@code 0s} rows are kept for ever. It counts for executions that end while it is set. The
 *     table deletes a row some hours after its time, and an execution whose changes are not all published is never
 *     deleted.
 * @param archiveBucket The name of the S3 bucket into which the JSON of an ended execution is put before its row may be
 *     deleted, as {@code archive/<tenant>/<date of the end>/<jit_event_id>/<execution_id>.json}. Empty for none.
 * @param archiveAfter How long after its last change an ended execution is put into
 *     {@code execution.archive-bucket}, so that results that come late are in its JSON as a rule.
 */
@Validated
@ConfigurationProperties("execution")
public record RetentionProperties(
        @NotNull @DurationMin @DurationMax(days = 3_650) @DefaultValue("0s") Duration retention,
        @NotNull @Pattern(regexp = "[a-z0-9.-]*", message = "must be the name of a bucket") @DefaultValue("")
                String archiveBucket,
        @NotNull @DurationMin(millis = 1) @DurationMax(days = 30) @DefaultValue("1h") Duration archiveAfter) {}
