package wrapper.run;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A step of a route that does one thing with the run. */
public interface Step extends Processor {

    /** Does it. */
    void take(Run run) throws Exception;

    @Override
    default void process(Exchange exchange) throws Exception {
        take((Run) exchange.getMessage().getBody());
    }
}
