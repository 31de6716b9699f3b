package wrapper;

import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;

/** Makes Camel for the routes of a process that starts often, with nothing that costs time and is not needed. */
final class RoutesMain {

    private RoutesMain() {}

    /**
     * Makes Camel with these routes and does not start it. The environment and the working folder are the command's, so
     * neither configures the routes.
     */
    static Main of(RouteBuilder... routes) {
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        MainConfigurationProperties configuration = main.configure();
        configuration.setAutoConfigurationEnabled(false);
        configuration.setAutoConfigurationEnvironmentVariablesEnabled(false);
        configuration.setAutoConfigurationSystemPropertiesEnabled(false);
        configuration.setRoutesCollectorEnabled(false);
        configuration.setJmxEnabled(false);
        configuration.setLoadHealthChecks(false);
        configuration.setStreamCachingEnabled(false);
        configuration.setStartupSummaryLevel(StartupSummaryLevel.Off);
        for (RouteBuilder builder : routes) {
            configuration.addRoutesBuilder(builder);
        }
        return main;
    }
}
