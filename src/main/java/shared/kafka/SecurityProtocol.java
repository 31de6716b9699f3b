package shared.kafka;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a connection to Kafka is secured. */
public enum SecurityProtocol {
    /** The connection is not secured. Use it only for a broker on the same machine. */
    PLAINTEXT,

    /** The connection is encrypted by TLS, and the broker does not learn who the client is. */
    SSL,

    /**
     * The connection is encrypted by TLS, and the client signs in as an AWS identity by the mechanism
     * {@code AWS_MSK_IAM}.
     */
    SASL_SSL;

    /**
     * Reads a protocol from the value of a setting.
     *
     * @param key the name of the setting, for the error
     * @param value the name of a protocol, in upper or lower case
     * @throws IllegalArgumentException if there is no such protocol; names the key, the value and the allowed values
     */
    public static SecurityProtocol parse(String key, String value) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(key + "=" + value + ": must be one of "
                        + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
