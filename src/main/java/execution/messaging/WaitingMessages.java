package execution.messaging;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The queues of {@code seda:} in which messages wait for their time, by the names that routes know them by. */
@Configuration(proxyBeanMethods = false)
class WaitingMessages {

    /**
     * A lane has one message at most, and so has an attempt or a task: their beans see to that and bound the number.
     */
    private static final int MOST = 1_000_000;

    /** Lanes whose turn comes. */
    @Bean
    DueQueue waitingLanes(Clock clock) {
        return new DueQueue(MOST, clock);
    }

    /** Launches that are to be made. */
    @Bean
    DueQueue waitingLaunches(Clock clock) {
        return new DueQueue(MOST, clock);
    }

    /** Tasks that are to be stopped. */
    @Bean
    DueQueue waitingStops(Clock clock) {
        return new DueQueue(MOST, clock);
    }

    /**
     * Executions whose status changes are to be published. The bean of these turns bounds their number much lower; a
     * queue that refused one would leave its execution without end.
     */
    @Bean
    DueQueue publications(Clock clock) {
        return new DueQueue(Integer.MAX_VALUE, clock);
    }

    /** Executions whose webhooks are to be sent. The bean of these turns bounds their number. */
    @Bean
    DueQueue webhooks(Clock clock) {
        return new DueQueue(Integer.MAX_VALUE, clock);
    }
}
