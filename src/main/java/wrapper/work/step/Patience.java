package wrapper.work.step;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import wrapper.call.CallFailedException;
import wrapper.work.exchange.ExchangeClient;

/**
 * Asks the service for leave to begin. While the service does not answer, the message is kept, because to leave it
 * would use up one of its deliveries, and the next message would fare no better.
 */
final class Patience {
    static final Duration LONGEST = Duration.ofMinutes(10);
    /** After a failure of the service the message is left alone for so long. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Duration LONGEST_CALL = Duration.ofSeconds(15);

    private Patience() {}

    /** One try to ask. */
    interface Ask<T> {
        T ask(Duration time) throws CallFailedException;
    }

    /**
     * Asks until there is an answer.
     *
     * @return null if there is nothing to do; what becomes of the message is decided then
     */
    static <T> T ask(Work work, BooleanSupplier stopping, Ask<T> ask) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                return ask.ask(LONGEST_CALL);
            } catch (CallFailedException e) {
                if (ExchangeClient.isOver(e)) {
                    work.settle(new Work.Delete());
                    return null;
                }
                if (!ExchangeClient.mayWorkLater(e)) {
                    work.settle(new Work.SetAside("the service refuses the message: HTTP " + e.status()));
                    return null;
                }
                if (stopping.getAsBoolean() || System.nanoTime() - deadline >= 0) {
                    work.settle(new Work.Leave(stopping.getAsBoolean() ? Duration.ZERO : PAUSE));
                    return null;
                }
            }
        }
    }
}
