package gateway.plot;

import org.apache.catalina.Lifecycle;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Has samples taken by the thread with which the server looks after itself every ten seconds. */
@Component
class SampleTimer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final ObjectProvider<Samples> samples;

    /** @param samples is made after the server, for which this is needed early */
    SampleTimer(ObjectProvider<Samples> samples) {
        this.samples = samples;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addContextLifecycleListeners(event -> {
            if (Lifecycle.PERIODIC_EVENT.equals(event.getType())) {
                samples.ifAvailable(Samples::look);
            }
        });
    }
}
