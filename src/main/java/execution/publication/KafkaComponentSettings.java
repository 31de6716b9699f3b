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
 * What every {@code kafka:} endpoint has without saying so: the connection, and that a message counts as sent only when
 * the topic has it. A route may set any of it otherwise.
 */
@Configuration(proxyBeanMethods = false)
class KafkaComponentSettings {

    /** So long a message waits for others that go in the same request. */
    private static final int LINGER_MILLIS = 5;

    @Bean
    ComponentCustomizer kafkaConnection(KafkaProperties kafka) {
        // Last: camel.component.kafka.* is applied with a default for each key that is not set.
        return ComponentCustomizer.builder(KafkaComponent.class)
                .withOrder(Ordered.LOWEST)
                .build(component -> configure(component, kafka));
    }

    private static void configure(KafkaComponent component, KafkaProperties kafka) {
        int delivery = (int) kafka.deliveryTimeout().toMillis();
        KafkaConfiguration configuration = component.getConfiguration();
        configuration.setBrokers(kafka.brokers());
        configuration.setRequestRequiredAcks("all");
        // A producer that is refused once when it asks for its id is of no use ever after, and an execution's changes
        // are sent one after the other anyway. What this could still double, consumers drop by its seq.
        configuration.setEnableIdempotence(false);
        configuration.setRetries(Integer.MAX_VALUE);
        configuration.setLingerMs(LINGER_MILLIS);
        configuration.setDeliveryTimeoutMs(delivery);
        configuration.setRequestTimeoutMs(delivery / 3);
        configuration.setMaxBlockMs(delivery / 3);
        // Last, for camel-kafka knows neither the mechanism nor its callback handler.
        Map<String, Object> additional = new HashMap<>(configuration.getAdditionalProperties());
        additional.putAll(kafka.connection().clientProperties());
        configuration.setAdditionalProperties(additional);
    }
}
