package routes;

import org.apache.camel.RoutesBuilder;

/** The service's own routes, for tests of a stage beside its package. */
public final class ServiceRoutes {

    private ServiceRoutes() {}

    public static RoutesBuilder preparation() {
        return new PreparationRoutes();
    }
}
