package execution.publication;

import execution.messaging.DueQueue;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The queue in which turns wait until they are due. */
@Configuration(proxyBeanMethods = false)
class PublicationQueue {

    /**
     * {@link PublicationTurns} bounds the turns much lower; a queue that refused one would leave its execution without
     * end.
     */
    private static final int CAPACITY = Integer.MAX_VALUE;

    @Bean
    DueQueue publications(Clock clock) {
        return new DueQueue(CAPACITY, clock);
    }
}
