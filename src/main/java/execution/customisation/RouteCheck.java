package execution.customisation;

import execution.operations.StartCheck;
import execution.operations.StartRefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultConfigurationProperties;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelConfigurationProperties;
import org.apache.camel.support.PluginHelper;
import org.springframework.stereotype.Component;

/**
 * Stops the start, before any route consumes, if the routes cannot work together: a required route is missing, a route
 * calls one that does not exist, or the files that routes are to be read from are missing.
 */
@Component
class RouteCheck implements StartCheck {

    private final DefaultConfigurationProperties<?> camel;

    RouteCheck(CamelConfigurationProperties camel) {
        this.camel = camel.getMain();
    }

    /**
     * Checks the routes, which have been built and not yet started.
     *
     * @throws StartRefusedException if something is wrong; the message names all that is wrong
     */
    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        List<String> problems = new ArrayList<>();
        for (String pattern : camel.getRoutesIncludePattern().split(",")) {
            if (isWithoutFiles(context, pattern.strip())) {
                problems.add("camel.main.routes-include-pattern: " + pattern.strip() + " matches no file");
            }
        }
        if (camel.isRoutesReloadEnabled()) {
            problems.add("camel.main.routes-reload-enabled is not used; set execution.routes-dir and"
                    + " execution.routes-reload");
        }
        problems.addAll(DirectRoutes.problems(context));
        if (!problems.isEmpty()) {
            throw new StartRefusedException("The routes cannot work together:\n  - " + String.join("\n  - ", problems));
        }
    }

    private static boolean isWithoutFiles(CamelContext context, String pattern) {
        try {
            Collection<Resource> found =
                    PluginHelper.getPackageScanResourceResolver(context).findResources(pattern);
            return found.stream().noneMatch(Resource::exists);
        } catch (Exception e) {
            // A folder that cannot be found has no files either.
            return true;
        }
    }
}
