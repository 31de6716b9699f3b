package wrapper.work.step;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Decides that the message is set aside, with the reason of the exception that the route has caught. */
public final class RefuseMessage implements Processor {
    @Override
    public void process(Exchange exchange) {
        Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ((Work) exchange.getMessage().getBody()).settle(new Work.SetAside(caught.getMessage()));
    }
}
