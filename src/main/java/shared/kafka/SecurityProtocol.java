package shared.kafka;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a connection to Kafka is secured. */
public enum SecurityProtocol {
    /** Not at all: for a broker on the same machine. */
    PLAINTEXT,

    /** TLS; the client stays unknown. */
    SSL,

    /** TLS, and the client signs in as an AWS identity by the mechanism {@code AWS_MSK_IAM}. */
    SASL_SSL;

    /**
     * @param key of the setting, for the error
     * @throws IllegalArgumentException if it is none of the three; names key, value and what is allowed
     */
    public static SecurityProtocol parse(String key, String value) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(key + "=" + value + ": must be one of "
                        + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
