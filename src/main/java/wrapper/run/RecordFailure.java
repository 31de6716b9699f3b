package wrapper.run;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in the run what went wrong. Usually that is why the command was not run. */
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
            // This is a defect of the wrapper. The message is left out, because it may quote a secret.
            StackTraceElement[] trace = cause.getStackTrace();
            run.failed("unexpected " + cause.getClass().getName() + (trace.length > 0 ? " at " + trace[0] : ""), 1);
        }
        LOG.error(
                "{}: {}",
                run.outcome().isPresent() ? "after the command" : "command not run",
                run.failure().orElseThrow());
    }
}
