package execution.tracing;

import execution.store.Instance;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** The tracer, where there is a collector to send its spans to. Without one no class of OpenTelemetry is loaded. */
@Configuration(proxyBeanMethods = false)
@Conditional(TracingConfiguration.HasCollector.class)
class TracingConfiguration {

    private static final Duration BATCH = Duration.ofSeconds(1);
    private static final Duration LONGEST_EXPORT = Duration.ofSeconds(6);

    static final class HasCollector implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("execution.tracing.endpoint"));
        }
    }

    @Bean(destroyMethod = "close")
    SdkTracerProvider tracerProvider(
            TracingProperties tracing,
            Instance instance,
            Clock clock,
            @Value("${spring.application.name}") String name) {
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(AttributeKey.stringKey("service.name"), name)
                        .put(AttributeKey.stringKey("service.instance.id"), instance.id())
                        .build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(tracing.sampled())))
                .addSpanProcessor(BatchSpanProcessor.builder(new OtlpExporter(tracing.endpoint(), clock))
                        .setScheduleDelay(BATCH)
                        .setExporterTimeout(LONGEST_EXPORT)
                        .build())
                .build();
    }

    @Bean
    Tracer executionTracer(SdkTracerProvider provider) {
        return provider.get("execution-service");
    }

    @Bean
    StageTracer stageTracer(Tracer tracer) {
        return new StageTracer(tracer);
    }

    @Bean
    TaskSpans taskSpans(Tracer tracer) {
        return new TaskSpans(tracer);
    }
}
