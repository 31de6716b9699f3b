package execution.publication;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Ordered;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Sets what every {@code kafka:} endpoint has by default: the connection, and that a message counts as sent only when
 * the topic has stored it. A route may set another value for its own endpoint.
 */
@Configuration(proxyBeanMethods = false)
class KafkaComponentSettings {

    /** How long a message waits for others that go in the same request. */
    private static final int LINGER_MILLIS = 5;

    @Bean
    ComponentCustomizer kafkaConnection(KafkaProperties kafka) {
        // These settings come last, because camel.component.kafka.* sets a default for each key that is not given.
        return ComponentCustomizer.builder(KafkaComponent.class)
                .withOrder(Ordered.LOWEST)
                .build(component -> configure(component, kafka));
    }

    private static void configure(KafkaComponent component, KafkaProperties kafka) {
        int delivery = (int) kafka.deliveryTimeout().toMillis();
        KafkaConfiguration configuration = component.getConfiguration();
        configuration.setBrokers(kafka.brokers());
        configuration.setRequestRequiredAcks("all");
        // The producer is not idempotent: an idempotent one never works again once the broker has refused it an id.
        // Order does not need it, because the changes of an execution are sent one after the other, and consumers drop
        // repeated changes by their seq.
        configuration.setEnableIdempotence(false);
        configuration.setRetries(Integer.MAX_VALUE);
        configuration.setLingerMs(LINGER_MILLIS);
        configuration.setDeliveryTimeoutMs(delivery);
        configuration.setRequestTimeoutMs(delivery / 3);
        configuration.setMaxBlockMs(delivery / 3);
        // These properties come last, because camel-kafka knows neither the mechanism nor its callback handler.
        Map<String, Object> additional = new HashMap<>(configuration.getAdditionalProperties());
        additional.putAll(kafka.connection().clientProperties());
        configuration.setAdditionalProperties(additional);
    }
}
