package execution.audit;

import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Does what operators ask for, and keeps who asked for what. Nothing is done of which no line can be kept. */
@Component
public class AuditTrail {

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final AuditTable table;

    AuditTrail(AuditTable table) {
        this.table = table;
    }

    /**
     * Does something that somebody asked for.
     *
     * @param action the name of what is done, in lower case with dashes
     * @param on what it is done to
     * @param detail what was asked for besides, without secrets; null for nothing
     * @param work does it
     * @param outcome gives the words for what the work gave
     * @return what the work gave
     * @throws RuntimeException if no line can be written, before the work begins; or what the work throws
     */
    public <T> T note(
            Actor actor, String action, String on, String detail, Supplier<T> work, Function<T, String> outcome) {
        AuditLine line = table.begin(actor, action, on, detail);
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
