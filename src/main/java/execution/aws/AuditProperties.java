package execution.aws;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where is kept what operators did on the pages or by the HTTP interface.
 *
 * @param auditTable The name of the table that keeps what operators did.
 * @param auditKept How long that table keeps a line.
 */
@Validated
@ConfigurationProperties("execution.gateway")
public record AuditProperties(
        @NotBlank @DefaultValue("executions-audit") String auditTable,
        @NotNull @DurationMin(days = 1) @DurationMax(days = 3_650) @DefaultValue("400d") Duration auditKept) {}
