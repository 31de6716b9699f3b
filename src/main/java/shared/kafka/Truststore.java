package shared.kafka;

import jakarta.validation.constraints.Pattern;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * The authorities whose certificates a broker may show. With nothing set they are Java's own, which is right for MSK.
 *
 * @param location The path of the file that holds the authorities' certificates. Without it they are Java's own.
 * @param password The password of the file, where the file has one. It never appears in the log.
 * @param type The kind of the file. Without it the kind is {@code PKCS12}.
 */
public record Truststore(
        String location,
        String password,
        @Pattern(regexp = "PKCS12|JKS|PEM", message = "must be one of PKCS12, JKS, PEM") String type) {

    /** Trusts the authorities that Java trusts. */
    public static final Truststore DEFAULT = new Truststore(null, null, null);

    /**
     * Reads the file in the same way as Kafka's clients do, so that a wrong password or type is reported before a
     * client is made.
     *
     * @throws KafkaException if the file cannot be read; the password is neither in its message nor in those of its
     *     causes
     */
    public void read() {
        Map<String, String> properties = new HashMap<>();
        addTo(properties);
        try (DefaultSslEngineFactory reader = new DefaultSslEngineFactory()) {
            reader.configure(new ConfigDef().withClientSslSupport().parse(properties));
        }
    }

    void addTo(Map<String, String> properties) {
        if (location == null || location.isBlank()) {
            return;
        }
        properties.put("ssl.truststore.location", location);
        properties.put("ssl.truststore.type", type == null ? "PKCS12" : type);
        if (password != null && !password.isBlank()) {
            properties.put("ssl.truststore.password", password);
        }
    }

    @Override
    public String toString() {
        return "Truststore[location=" + location + ", type=" + type + "]";
    }
}
