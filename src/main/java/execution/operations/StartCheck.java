package execution.operations;

import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.spring.boot.CamelContextConfiguration;

/**
 * What has to be done once the routes are built and before any of them consumes: {@link #onCamelContextStarting}. An exception from
 * there stops the start.
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
        // All is done before.
    }

    @Override
    default void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // All is done before.
    }
}
