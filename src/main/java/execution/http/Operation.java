package execution.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One operation of the service's HTTP interface.
 *
 * @param method the HTTP method
 * @param path what the path looks like as it was sent, before anything in it is decoded
 * @param caller whose token the operation takes
 * @param isCamels whether a Camel route answers, which it does only while Camel is up
 */
public record Operation(String method, Pattern path, Caller caller, boolean isCamels) {

    static final String ATTRIBUTE = Operation.class.getName();

    /** Whose token an operation takes. */
    public enum Caller {
        /** The operation takes no token. */
        ANYBODY,
        /** The operation takes a token of the issuer, which names a tenant. */
        USER,
        /** The operation takes a token of the service, which names an attempt. */
        TASK
    }

    /**
     * Tells whether the request asks for an operation of this caller. A request that {@link OperationFilter} refused
     * asks for none.
     */
    public static boolean isFor(Caller caller, HttpServletRequest request) {
        return of(request).filter(operation -> operation.caller() == caller).isPresent();
    }

    static Optional<Operation> of(HttpServletRequest request) {
        return Optional.ofNullable((Operation) request.getAttribute(ATTRIBUTE));
    }
}
