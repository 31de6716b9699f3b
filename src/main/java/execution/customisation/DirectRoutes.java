package execution.customisation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;

/**
 * The {@code direct:} names by which the service and the operators' routes call each other. This class finds the names
 * that routes begin with and the names that routes call, and compares them.
 */
final class DirectRoutes {

    private static final Pattern DIRECT = Pattern.compile("direct:(?://)?([^?]+)(?:\\?.*)?");
    private static final String RUN = "run-";

    /** The names that are called for every execution. */
    private static final List<String> REQUIRED = List.of("lookup-asset", "enrich", "publish-event", "publish-results");

    /**
     * The operations that a runner needs beside {@code run-}: without them the service would never see a task end, and
     * could not stop one.
     */
    private static final List<String> OF_A_RUNNER = List.of("describe-", "stop-");

    private DirectRoutes() {}

    /**
     * Finds the names that are missing, before a call of one of them fails.
     *
     * @param context has the definitions of the routes, which need not have been started
     * @return a sentence for each name that is missing
     */
    static List<String> problems(CamelContext context) {
        Set<String> names = names(context);
        List<String> problems = new ArrayList<>();
        for (String required : REQUIRED) {
            if (!names.contains(required)) {
                problems.add("direct:" + required + " is required, and no route begins with it");
            }
        }
        List<String> runners = names.stream()
                .filter(name -> name.startsWith(RUN))
                .map(name -> name.substring(RUN.length()))
                .toList();
        if (runners.isEmpty()) {
            problems.add("a runner is required, and no route begins with direct:run-<job_runner>");
        }
        for (String runner : runners) {
            for (String missing : missingBeside(RUN + runner, names)) {
                problems.add("direct:" + missing + " is required beside direct:run-" + runner
                        + ", and no route begins with it");
            }
        }
        calls(context).forEach((name, routes) -> {
            if (!names.contains(name)) {
                problems.add("direct:" + name + " is called by " + routes + ", and no route begins with it");
            }
        });
        return problems;
    }

    /**
     * Finds what a runner lacks.
     *
     * @param name what follows {@code direct:}
     * @param names all names that routes begin with
     * @return the names that are missing; empty if the name is not that of a runner's launch
     */
    static List<String> missingBeside(String name, Set<String> names) {
        if (!name.startsWith(RUN)) {
            return List.of();
        }
        String runner = name.substring(RUN.length());
        return OF_A_RUNNER.stream()
                .map(operation -> operation + runner)
                .filter(operation -> !names.contains(operation))
                .toList();
    }

    /**
     * Finds the names that routes begin with.
     *
     * @return what follows {@code direct:} in the first endpoint of each route
     */
    private static Set<String> names(CamelContext context) {
        return definitions(context).stream()
                .map(route -> name(context, route.getInput().getEndpointUri()))
                .filter(name -> name != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Finds the names that routes call. A name that a route works out for each message is not found.
     *
     * @return the ids of the routes that call a name, by the name
     */
    static Map<String, Set<String>> calls(CamelContext context) {
        Map<String, Set<String>> calls = new TreeMap<>();
        for (RouteDefinition route : definitions(context)) {
            Stream.concat(
                            uses(route, SendDefinition.class).map(SendDefinition::getEndpointUri),
                            uses(route, ToDynamicDefinition.class)
                                    .map(ToDynamicDefinition::getUri)
                                    .filter(uri -> !uri.contains("${")))
                    .map(uri -> name(context, uri))
                    .filter(name -> name != null)
                    .forEach(name ->
                            calls.computeIfAbsent(name, any -> new TreeSet<>()).add(route.getRouteId()));
        }
        return calls;
    }

    private static List<RouteDefinition> definitions(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions();
    }

    private static <T> Stream<T> uses(RouteDefinition route, Class<T> type) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), type).stream();
    }

    /**
     * Gives what follows {@code direct:} in a URI.
     *
     * @param uri may have placeholders of properties
     * @return the name, or null if the URI is that of another component
     */
    static String name(CamelContext context, String uri) {
        Matcher direct = DIRECT.matcher(context.resolvePropertyPlaceholders(uri));
        return direct.matches() ? direct.group(1) : null;
    }
}
