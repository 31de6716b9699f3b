package shared.kafka;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where Kafka is and how clients connect to it.
 *
 * @param brokers {@code host:port}, several with commas between them
 * @param securityProtocol how the connection is secured
 * @param iam whose credentials sign in; used with {@link SecurityProtocol#SASL_SSL} only
 * @param truststore the authorities that are trusted; used with TLS only
 */
public record KafkaConnection(String brokers, SecurityProtocol securityProtocol, MskIam iam, Truststore truststore) {

    /** The form of {@link #brokers}. */
    public static final String BROKERS =
            "(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):\\d{1,5}(,(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):\\d{1,5})*";

    /**
     * Gives the properties for any of Kafka's clients, by the names that Kafka has for them. They must not be logged,
     * because they may hold the password of the truststore.
     */
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
