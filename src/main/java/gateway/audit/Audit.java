package gateway.audit;

import execution.audit.Actor;
import execution.audit.AuditTrail;
import gateway.access.Visitor;
import gateway.call.ServiceCalls.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Does what people ask for on pages, and keeps who asked for what. Nothing is done of which no line can be kept. */
@Component
public class Audit {

    private final AuditTrail trail;

    Audit(AuditTrail trail) {
        this.trail = trail;
    }

    /**
     * Does something for the person who makes the request.
     *
     * @param action the name of what is done, in lower case with dashes
     * @param on what it is done to
     * @param detail what was asked for besides, without secrets; null for nothing
     * @param work does it
     * @return what the work answered
     * @throws RuntimeException if no line can be written, before the work begins; or what the work throws
     */
    public Answer run(HttpServletRequest request, String action, String on, String detail, Supplier<Answer> work) {
        return note(
                request,
                action,
                on,
                detail,
                work,
                answer -> answer.succeeded() ? "done" : "refused (" + answer.status() + "): " + answer.detail());
    }

    /**
     * Does something for the person who makes the request that is no operation of the HTTP interface.
     *
     * @param outcome gives the words for what the work gave
     * @return what the work gave
     * @throws RuntimeException as {@link #run}
     */
    public <T> T note(
            HttpServletRequest request,
            String action,
            String on,
            String detail,
            Supplier<T> work,
            Function<T, String> outcome) {
        Visitor visitor = Visitor.current();
        return trail.note(
                new Actor(visitor.name(), visitor.role(), request.getRemoteAddr()), action, on, detail, work, outcome);
    }
}
