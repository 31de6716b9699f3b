package execution.aws;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where is kept who did what on the pages for operators.
 *
 * @param auditTable The name of the table that keeps who did what on the pages.
 */
@Validated
@ConfigurationProperties("execution.gateway")
public record AuditProperties(@NotBlank @DefaultValue("executions-audit") String auditTable) {}
