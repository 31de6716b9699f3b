package execution.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** All operations: those of {@code openapi.yaml}, and the health for load balancers. */
@Component
class Operations {

    /**
     * The form of an id or a name in a path. One of this form has no character that could be encoded, so each path has
     * exactly one spelling; one in another form cannot exist.
     */
    private static final String ID = "[A-Za-z0-9_-]{1,80}";

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    private final List<Operation> all = new ArrayList<>();

    /**
     * Reads the operations from {@code openapi.yaml}.
     *
     * @throws IllegalStateException if the file does not say whose token an operation takes
     */
    Operations() {
        OpenApi.paths().properties().forEach(path -> path.getValue().properties().stream()
                .filter(member -> member.getValue().has("operationId"))
                .forEach(operation -> all.add(new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        pattern(path.getKey()),
                        caller(operation.getValue().path("security"), OpenApi.security()),
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
     * Finds the operation that a request asks for.
     *
     * @param method the method as it was sent
     * @param path the path as it was sent, not decoded
     * @return the operation; empty if there is none
     */
    Optional<Operation> find(String method, String path) {
        return all.stream()
                .filter(operation -> operation.method().equals(method)
                        && operation.path().matcher(path).matches())
                .findFirst();
    }

    /** Gives the methods that a path has, in alphabetical order; empty if there is no such path. */
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
