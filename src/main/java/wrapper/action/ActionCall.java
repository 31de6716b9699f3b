package wrapper.action;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import wrapper.run.Run;

/**
 * What the wrapper's own action routes know beside the body: a property of the exchange, which an operator's route hands
 * on when it calls one of them.
 *
 * @param name how the log calls the action
 * @param run the run it belongs to
 * @param time what it and the others of its stage have
 */
record ActionCall(String name, Run run, StageTime time) {
    private static final String PROPERTY = "wrapper.action";
    private static final long TICK_MILLIS = 50;

    /** Gives the one of an exchange. */
    static ActionCall of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, ActionCall.class);
    }

    /** Makes it the exchange's. */
    void goWith(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** Waits, but not longer than there is time. */
    void pause(Duration duration) throws InterruptedException {
        long until = System.nanoTime() + duration.toNanos();
        while (until - System.nanoTime() > 0 && !time.over()) {
            TimeUnit.MILLISECONDS.sleep(
                    Math.max(1, Math.min(TICK_MILLIS, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()))));
        }
    }
}
