package wrapper.run;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes why the run did not go its way: as a rule why the command was not run. */
public final class RecordFailure implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(RecordFailure.class);

    @Override
    public void process(Exchange exchange) {
        Run run = (Run) exchange.getMessage().getBody();
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (cause instanceof NotStartedException notStarted) {
            run.failed(cause.getMessage(), notStarted.exitCode());
        } else if (cause instanceof SupersededException) {
            run.failed("the execution is over or has another attempt: " + cause.getMessage(), 1);
        } else {
            // A defect: its message may quote anything, the place where it arose does not.
            StackTraceElement[] trace = cause.getStackTrace();
            run.failed("unexpected " + cause.getClass().getName() + (trace.length > 0 ? " at " + trace[0] : ""), 1);
        }
        LOG.error(
                "{}: {}",
                run.outcome().isPresent() ? "after the command" : "command not run",
                run.failure().orElseThrow());
    }
}
