package execution.store;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What metrics say of tenants.
 *
 * @param lanes How many lanes metrics name with their tenant and runner, of those that this instance sweeps: the ones
 *     whose oldest execution has been pending for the longest time. With {@code 0} no metric names a tenant.
 * @param tenantClasses The tenants of each class, by the name of the class. Metrics have the class as the tag {@code
 *     tenant_class}; nothing else depends on the class. A name has 1 to 32 small letters, digits, {@code -} and {@code
 *     _}, and is not {@code default}, which is the class of all other tenants. A tenant may be in one class only.
 */
@Validated
@ConfigurationProperties("execution.metrics")
public record MetricsProperties(
        @Min(0) @Max(100) @DefaultValue("10") int lanes,
        @NotNull @Size(max = 10) @DefaultValue
                Map<
                                @Pattern(
                                        regexp = "(?!default$)[a-z0-9_-]{1,32}",
                                        message = "must be 1 to 32 of a-z, 0-9, - and _, and not default")
                                String,
                                @Size(max = 1_000) Set<
                                        @Pattern(
                                                regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                                                message = "must be the id of a tenant")
                                        String>>
                        tenantClasses) {

    /** The tag that has the class of a tenant. */
    public static final String TENANT_CLASS = "tenant_class";

    private static final String OTHERS = "default";

    /**
     * Takes the settings.
     *
     * @throws IllegalArgumentException if a tenant is in two classes
     */
    public MetricsProperties {
        Map<String, String> classes = new HashMap<>();
        tenantClasses.forEach((name, tenants) -> tenants.forEach(tenant -> {
            String other = classes.put(tenant, name);
            if (other != null) {
                throw new IllegalArgumentException(
                        "execution.metrics.tenant-classes: the tenant %s is in %s and in %s; allowed is one class"
                                .formatted(tenant, other, name));
            }
        }));
    }

    /** Gives the names of all classes there are, 11 at most. */
    public Stream<String> classes() {
        return Stream.concat(tenantClasses.keySet().stream(), Stream.of(OTHERS));
    }

    /** Gives the class of a tenant, which is one of {@link #classes()}. */
    public String classOf(String tenantId) {
        return tenantClasses.entrySet().stream()
                .filter(tenants -> tenants.getValue().contains(tenantId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(OTHERS);
    }
}
