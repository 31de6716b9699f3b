package execution.messaging;

import execution.logging.FailedRoutes;
import execution.model.Execution;
import execution.store.ChangeListener;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sends an execution that was just written to {@code direct:changed}, from where the stages hear of it. */
@Component
class ChangedExecutions implements ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(ChangedExecutions.class);

    /** While the service starts or stops there may be no such route. */
    private static final String CHANGED = "direct:changed?block=false&failIfNoConsumers=false";

    private final ProducerTemplate camel;

    ChangedExecutions(ProducerTemplate camel) {
        this.camel = camel;
    }

    @Override
    public void changed(Execution execution) {
        Exception failure;
        try {
            Exchange exchange =
                    camel.send(CHANGED, message -> message.getMessage().setBody(execution));
            failure = exchange.getException();
        } catch (RuntimeException e) {
            failure = e;
        }
        if (failure != null) {
            LOG.warn(
                    "Nobody heard of the change of {}, the sweep finds it: {}",
                    execution.key(),
                    FailedRoutes.text(failure));
        }
    }
}
