package execution.publication;

import execution.model.Execution;
import execution.store.ChangeListener;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Hands an execution that changed to {@code direct:wake-publication}. */
@Component
public class PublicationWakeUp implements ChangeListener {

    /** While the service starts or stops there may be no such route; the row says what is unpublished. */
    private static final String ROUTE = "direct:wake-publication?block=false&failIfNoConsumers=false";

    private final ProducerTemplate camel;

    PublicationWakeUp(ProducerTemplate camel) {
        this.camel = camel;
    }

    @Override
    public void changed(Execution execution) {
        camel.send(ROUTE, exchange -> exchange.getMessage().setBody(execution));
    }

    @Override
    public boolean hearsOfOthers() {
        return false;
    }
}
