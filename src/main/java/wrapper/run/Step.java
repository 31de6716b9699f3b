package wrapper.run;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A step of a route, which does one thing with the run that is the message's body. */
public interface Step extends Processor {

    /**
     * Does the step.
     *
     * @throws Exception if the run cannot go on as planned
     */
    void perform(Run run) throws Exception;

    @Override
    default void process(Exchange exchange) throws Exception {
        perform((Run) exchange.getMessage().getBody());
    }
}
