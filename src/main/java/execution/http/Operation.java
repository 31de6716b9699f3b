package execution.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that the service can be asked for.
 *
 * @param method the HTTP method
 * @param path what the path looks like as it comes, before anything in it is decoded
 * @param caller whose token it takes
 * @param isCamels whether it is a route, which answers only while Camel is up
 */
public record Operation(String method, Pattern path, Caller caller, boolean isCamels) {

    static final String ATTRIBUTE = Operation.class.getName();

    /** Whose token an operation takes. */
    public enum Caller {
        /** It takes none. */
        ANYBODY,
        /** A token of the issuer, which names a tenant. */
        USER,
        /** A token of our own, which names an attempt. */
        TASK
    }

    /**
     * Whether the request asks for an operation of this caller. A request that {@link OperationFilter} did not let pass asks for
     * none.
     */
    public static boolean isFor(Caller caller, HttpServletRequest request) {
        return of(request).filter(operation -> operation.caller() == caller).isPresent();
    }

    static Optional<Operation> of(HttpServletRequest request) {
        return Optional.ofNullable((Operation) request.getAttribute(ATTRIBUTE));
    }
}
