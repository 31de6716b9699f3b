package execution.config;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much of a task's results is read.
 *
 * @param mostPacked of the archive
 * @param mostUnpacked of the file in it
 */
@Validated
@ConfigurationProperties("execution.results")
public record ResultsProperties(
        @NotNull @DefaultValue("100MB") DataSize mostPacked, @NotNull @DefaultValue("500MB") DataSize mostUnpacked) {}
