package execution.catalogue;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the files of tasks are.
 *
 * @param tasksDir The folders with files {@code <task>.yaml} besides the shipped ones. A file takes the place of the
 *     file of the same name that is shipped or that is in a folder named before. A folder that cannot be read stops the
 *     start.
 */
@Validated
@ConfigurationProperties("execution")
public record CatalogueProperties(@NotNull @DefaultValue List<Path> tasksDir) {}
