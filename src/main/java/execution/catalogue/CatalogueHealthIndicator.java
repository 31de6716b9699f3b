package execution.catalogue;

import execution.yaml.FileError;
import java.util.List;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Says in the health which files of tasks cannot be used, and why. The state is UP all the same: the other tasks are in
 * force, and another instance reads the same files.
 */
@Component
class CatalogueHealthIndicator implements HealthIndicator {

    private final Catalogue catalogue;

    CatalogueHealthIndicator(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up().withDetail("tasks", catalogue.all().size());
        for (UnusableFile file : catalogue.unusable()) {
            List<String> errors =
                    file.errors().stream().map(FileError::toString).toList();
            health.withDetail(file.source(), errors);
        }
        return health.build();
    }
}
