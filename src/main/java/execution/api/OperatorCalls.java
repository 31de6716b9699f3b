package execution.api;

import execution.audit.Actor;
import execution.audit.AuditTrail;
import execution.security.Caller;
import execution.security.OperatorRole;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.springframework.stereotype.Component;

/** Does what operators ask for by the HTTP interface, and keeps who asked for what, as the pages for operators do. */
@Component
class OperatorCalls {

    private final Caller caller;
    private final AuditTrail trail;

    OperatorCalls(Caller caller, AuditTrail trail) {
        this.caller = caller;
        this.trail = trail;
    }

    /**
     * Holds that an operator makes the request.
     *
     * @param wanted what the operator must at least be allowed to do
     * @throws org.springframework.security.access.AccessDeniedException if the token does not allow it
     */
    void require(OperatorRole wanted) {
        caller.operator(wanted);
    }

    /**
     * Does something for the operator who makes the request.
     *
     * @param wanted what the operator must at least be allowed to do
     * @param action the name of what is done, in lower case with dashes
     * @param on what it is done to
     * @param detail what was asked for besides; null for nothing
     * @param work does it
     * @param outcome gives the words for what the work gave
     * @return what the work gave
     * @throws org.springframework.security.access.AccessDeniedException if the token does not allow it
     */
    <T> T note(
            Exchange exchange,
            OperatorRole wanted,
            String action,
            String on,
            String detail,
            Supplier<T> work,
            Function<T, String> outcome) {
        Caller.Operator operator = caller.operator(wanted);
        return trail.note(
                new Actor(operator.name(), operator.role(), address(exchange)), action, on, detail, work, outcome);
    }

    private static String address(Exchange exchange) {
        return exchange.getIn() instanceof PlatformHttpMessage message
                ? message.getRequest().getRemoteAddr()
                : "unknown";
    }
}
