package gateway.execution;

import execution.model.ExecutionKey;
import gateway.access.Visitor;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** The paths of the pages of one execution. */
public final class Paths {

    /** What each path begins with, for the mappings of controllers. */
    public static final String EXECUTION = "/ui/executions/{tenant}/{event}/{execution}";

    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private Paths() {}

    /** Gives the path of the page of an execution. */
    public static String of(ExecutionKey key) {
        return "/ui/executions/" + key.tenantId() + "/" + key.jitEventId() + "/" + key.executionId();
    }

    /** Tells whether a tenant can have this name. */
    public static boolean isTenant(String text) {
        return TENANT.matcher(text).matches();
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * Gives the key of the execution that a path names.
     *
     * @throws ResponseStatusException if no execution can have such a key, or the visitor may not see it
     */
    public static ExecutionKey key(String tenant, String event, String execution) {
        if (!isTenant(tenant)
                || !isId(event)
                || !isId(execution)
                || !Visitor.current().sees(tenant)) {
            throw noSuchExecution();
        }
        return new ExecutionKey(tenant, event, execution);
    }

    /** Makes the answer where there is no such execution. */
    public static ResponseStatusException noSuchExecution() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such execution.");
    }
}
