package execution.tracing;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Traces of executions; docs/tracing.md says what they show.
 *
 * @param endpoint The address of a collector that takes OTLP by HTTP, without the path {@code /v1/traces}. Where it is
 *     empty, no spans are made, and a {@code traceparent} that a request has is carried on all the same.
 * @param sampled Which share of the traces that begin here is recorded, from 0 to 1. Whether a trace that began
 *     elsewhere is recorded, its {@code traceparent} says.
 */
@Validated
@ConfigurationProperties("execution.tracing")
public record TracingProperties(
        @NotNull @Pattern(regexp = ENDPOINT, message = MUST_BE) @DefaultValue("") String endpoint,
        @DecimalMin("0") @DecimalMax("1") @DefaultValue("1") double sampled) {

    private static final String MUST_BE = "must begin with http:// or https:// and have no query, or be empty";
    private static final String ENDPOINT = "(https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~/-]*)?)?";
}
