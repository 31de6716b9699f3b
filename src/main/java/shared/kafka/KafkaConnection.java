package shared.kafka;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where Kafka is and how it is connected to.
 *
 * @param brokers {@code host:port}, several with commas between them
 * @param iam counts with {@link SecurityProtocol#SASL_SSL} only
 * @param truststore counts with TLS only
 */
public record KafkaConnection(String brokers, SecurityProtocol securityProtocol, MskIam iam, Truststore truststore) {

    /** What {@link #brokers} has to look like. */
    public static final String BROKERS =
            "(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):\\d{1,5}(,(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):\\d{1,5})*";

    /** Properties for any of Kafka's clients, by Kafka's own names. They may hold the truststore's password: not to be logged. */
    public Map<String, String> clientProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("bootstrap.servers", brokers);
        properties.put("security.protocol", securityProtocol.name());
        if (securityProtocol != SecurityProtocol.PLAINTEXT) {
            truststore.addTo(properties);
        }
        if (securityProtocol == SecurityProtocol.SASL_SSL) {
            properties.put("sasl.mechanism", MskIam.MECHANISM);
            properties.put("sasl.jaas.config", iam.loginModule());
            properties.put("sasl.client.callback.handler.class", MskIam.CALLBACK_HANDLER);
        }
        return properties;
    }
}
