package wrapper.work.step;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A step of a route, which does one thing with the work that is the message's body. */
interface WorkStep extends Processor {

    /**
     * Does the step.
     *
     * @throws Exception if the work cannot go on; what becomes of the message is decided before
     */
    void perform(Work work) throws Exception;

    @Override
    default void process(Exchange exchange) throws Exception {
        perform((Work) exchange.getMessage().getBody());
    }
}
