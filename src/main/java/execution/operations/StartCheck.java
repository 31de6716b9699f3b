package execution.operations;

import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.spring.boot.CamelContextConfiguration;

/**
 * A check that runs when all routes have been built and before any of them consumes. An implementation does its work in
 * {@link #onCamelContextStarting}; an exception from that method stops the start.
 */
public interface StartCheck extends CamelContextConfiguration, StartupListener {

    @Override
    void onCamelContextStarting(CamelContext context, boolean alreadyStarted) throws Exception;

    @Override
    default void beforeApplicationStart(CamelContext context) {
        try {
            context.addStartupListener(this);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    default void afterApplicationStart(CamelContext context) {
        // The check has run before.
    }

    @Override
    default void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // The check has run before.
    }
}
