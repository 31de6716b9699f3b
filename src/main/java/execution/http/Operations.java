package execution.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Every operation that there is: those of openapi.yaml and the health for the load balancer. */
@Component
class Operations {

    /**
     * An id in a path. It needs no character that could be encoded, so a path has one spelling alone: an id that is spelt
     * otherwise is the id of nothing.
     */
    private static final String ID = "[A-Za-z0-9-]{1,64}";

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    private final List<Operation> all = new ArrayList<>();

    /**
     * @throws IllegalStateException if openapi.yaml has an operation of which it does not say whose token it takes
     */
    Operations(ObjectMapper mapper) {
        YamlMapFactoryBean yaml = new YamlMapFactoryBean();
        yaml.setResources(new ClassPathResource("openapi.yaml"));
        JsonNode contract = mapper.valueToTree(yaml.getObject());
        contract.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(member -> member.getValue().has("operationId"))
                .forEach(operation -> all.add(new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        pattern(path.getKey()),
                        caller(operation.getValue().path("security"), contract.path("security")),
                        true))));
        all.add(new Operation(
                "GET",
                Pattern.compile(BalancerHealth.PATH + "(/liveness|/readiness)?"),
                Operation.Caller.ANYBODY,
                false));
    }

    List<Operation> all() {
        return List.copyOf(all);
    }

    /**
     * @param method as it came
     * @param path as it came, not decoded
     */
    Optional<Operation> find(String method, String path) {
        return all.stream()
                .filter(operation -> operation.method().equals(method)
                        && operation.path().matcher(path).matches())
                .findFirst();
    }

    /** The methods that the path knows; empty if there is nothing at it. */
    List<String> methods(String path) {
        return all.stream()
                .filter(operation -> operation.path().matcher(path).matches())
                .map(Operation::method)
                .sorted()
                .toList();
    }

    private static Pattern pattern(String template) {
        List<String> literals =
                PARAMETER.splitAsStream(template).map(Pattern::quote).toList();
        return Pattern.compile(String.join(ID, literals) + (template.endsWith("}") ? ID : ""));
    }

    private static Operation.Caller caller(JsonNode ofOperation, JsonNode ofAll) {
        JsonNode security = ofOperation.isMissingNode() ? ofAll : ofOperation;
        if (security.isArray() && security.isEmpty()) {
            return Operation.Caller.ANYBODY;
        }
        if (security.size() == 1 && security.get(0).has("user")) {
            return Operation.Caller.USER;
        }
        if (security.size() == 1 && security.get(0).has("callback")) {
            return Operation.Caller.TASK;
        }
        throw new IllegalStateException("openapi.yaml has an operation with the security " + security);
    }
}
