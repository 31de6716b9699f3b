package execution.customisation;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the routes of the operator are.
 *
 * @param routesDir The folder with files {@code *.camel.yaml}. A route in it takes the place of the shipped route with
 *     the same id, and a route with a new id is added. A folder or a file that cannot be used stops the start.
 * @param routesReload Whether a change in that folder takes effect without a restart. Exchanges that are in a route
 *     that changes are finished by the old route.
 */
@Validated
@ConfigurationProperties("execution")
public record RoutesProperties(Path routesDir, @DefaultValue("false") boolean routesReload) {}
