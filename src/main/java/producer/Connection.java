package producer;

import java.util.HashMap;
import java.util.Map;

/** The properties by which every client of Kafka reaches the cluster. */
final class Connection {
    private Connection() {}

    static Map<String, Object> properties(Settings.Target target) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", String.join(",", target.brokers()));
        switch (target.security()) {
            case PLAINTEXT -> properties.put("security.protocol", "PLAINTEXT");
            case SSL -> properties.put("security.protocol", "SSL");
            case AWS_MSK_IAM -> {
                properties.put("security.protocol", "SASL_SSL");
                properties.put("sasl.mechanism", "AWS_MSK_IAM");
                properties.put("sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;");
                properties.put(
                        "sasl.client.callback.handler.class", "software.amazon.msk.auth.iam.IAMClientCallbackHandler");
            }
        }
        return properties;
    }
}
