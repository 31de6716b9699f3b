package execution.fleet;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The workers whose own pages are asked for operators, and with what.
 *
 * @param workers The addresses of workers that are no tasks of a cluster, up to 50.
 * @param workerToken The {@code WORK_TOKEN} of the workers. No worker is asked where it is not set.
 * @param workerPort The port of the page of those workers that are tasks of a cluster.
 */
@Validated
@ConfigurationProperties("execution.gateway")
public record WorkersProperties(
        @NotNull @DefaultValue List<Address> workers,
        String workerToken,
        @Min(1) @Max(65_535) @DefaultValue("8070") int workerPort) {

    /** Where the page of a worker listens. */
    public record Address(String host, int port) {

        private static final Pattern FORM =
                Pattern.compile("([A-Za-z0-9][A-Za-z0-9.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}]):([0-9]{1,5})");
        private static final int HIGHEST_PORT = 65_535;

        /**
         * Reads an address.
         *
         * @param text such as {@code worker-1:8070} or {@code [fd00::1]:8070}
         * @throws IllegalArgumentException which says what is allowed
         */
        public static Address valueOf(String text) {
            Matcher matcher = FORM.matcher(text);
            int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
            if (port < 1 || port > HIGHEST_PORT) {
                throw new IllegalArgumentException("allowed is host:port with a port from 1 to " + HIGHEST_PORT);
            }
            return new Address(matcher.group(1), port);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "WorkersProperties[workers=" + workers + ", workerPort=" + workerPort + "]";
    }
}
