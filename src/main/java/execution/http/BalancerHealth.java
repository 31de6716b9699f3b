package execution.http;

import java.util.Map;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers load balancers on the port that they send requests to. The answer is UP or DOWN and nothing else, because
 * anybody may ask. The management port says why the state is DOWN.
 */
@RestController
class BalancerHealth {

    static final String PATH = "/actuator/health";

    private final HealthEndpoint health;

    BalancerHealth(HealthEndpoint health) {
        this.health = health;
    }

    @GetMapping(PATH)
    ResponseEntity<Map<String, String>> all() {
        return answer(health.health());
    }

    /**
     * Answers for one group of checks.
     *
     * @param group {@code liveness}: whether the process must be started anew if DOWN; {@code readiness}: whether
     *     requests may be sent to it
     */
    @GetMapping(PATH + "/{group}")
    ResponseEntity<Map<String, String>> group(@PathVariable String group) {
        return answer(health.healthForPath(group));
    }

    private static ResponseEntity<Map<String, String>> answer(HealthComponent component) {
        boolean isUp = component != null && Status.UP.equals(component.getStatus());
        return ResponseEntity.status(isUp ? 200 : 503).body(Map.of("status", isUp ? "UP" : "DOWN"));
    }
}
