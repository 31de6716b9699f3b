package wrapper.action;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import wrapper.run.Run;

/**
 * What the wrapper's own action routes know besides the message's body. It is a property of the exchange, so that it is
 * still there when an operator's route calls one of these routes.
 *
 * @param name what the log calls the action
 * @param run the run that the action belongs to
 * @param time the time that all actions of its stage have together
 */
record ActionCall(String name, Run run, StageTime time) {
    private static final String PROPERTY = "wrapper.action";
    private static final long TICK_MILLIS = 50;

    /** Gives what was attached to an exchange. */
    static ActionCall of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, ActionCall.class);
    }

    /** Attaches this to an exchange. */
    void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** Waits, but no longer than the stage has time. */
    void pause(Duration duration) throws InterruptedException {
        long until = System.nanoTime() + duration.toNanos();
        while (until - System.nanoTime() > 0 && !time.over()) {
            TimeUnit.MILLISECONDS.sleep(
                    Math.max(1, Math.min(TICK_MILLIS, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()))));
        }
    }
}
