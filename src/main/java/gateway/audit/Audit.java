package gateway.audit;

import gateway.access.Visitor;
import gateway.call.ServiceCalls.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Does what people ask for, and keeps who asked for what. Nothing is done of which no line can be kept. */
@Component
public class Audit {

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private final AuditTable table;

    Audit(AuditTable table) {
        this.table = table;
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
        Visitor visitor = Visitor.current();
        AuditLine line = table.begin(visitor, request.getRemoteAddr(), action, on, detail);
        try {
            Answer answer = work.get();
            complete(line, answer.succeeded() ? "done" : "refused (" + answer.status() + "): " + answer.detail());
            return answer;
        } catch (RuntimeException e) {
            complete(line, "failed");
            throw e;
        }
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
        AuditLine line = table.begin(Visitor.current(), request.getRemoteAddr(), action, on, detail);
        T result;
        try {
            result = work.get();
        } catch (RuntimeException e) {
            complete(line, "failed");
            throw e;
        }
        complete(line, outcome.apply(result));
        return result;
    }

    private void complete(AuditLine line, String outcome) {
        try {
            table.complete(line, outcome);
        } catch (RuntimeException e) {
            LOG.error("The outcome of what {} did could not be kept: {} {}", line.who(), line.action(), line.on(), e);
        }
    }
}
