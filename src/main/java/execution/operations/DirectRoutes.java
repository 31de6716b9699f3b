package execution.operations;

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

/** The {@code direct:} names by which the service and the operators' routes call each other: which there are, which are called. */
final class DirectRoutes {

    private static final Pattern DIRECT = Pattern.compile("direct:(?://)?([^?]+)(?:\\?.*)?");
    private static final String RUN = "run-";

    /** Each is called for every execution. */
    private static final List<String> REQUIRED = List.of("lookup-asset", "enrich", "publish-event", "publish-results");

    /** Beside {@code run-}: without them a runner's tasks are never seen to end, and cannot be stopped. */
    private static final List<String> OF_A_RUNNER = List.of("describe-", "stop-");

    private DirectRoutes() {}

    /**
     * Finds what would fail once it is called.
     *
     * @param context its routes are defined; they need not be started
     * @return a sentence for each thing that is wrong
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
            for (String operation : OF_A_RUNNER) {
                if (!names.contains(operation + runner)) {
                    problems.add("direct:" + operation + runner + " is required beside direct:run-" + runner
                            + ", and no route begins with it");
                }
            }
        }
        calls(context).forEach((name, routes) -> {
            if (!names.contains(name)) {
                problems.add("direct:" + name + " is called by " + routes + ", and no route begins with it");
            }
        });
        return problems;
    }

    /** The names after {@code direct:} of all routes that begin with one. */
    private static Set<String> names(CamelContext context) {
        return definitions(context).stream()
                .map(route -> name(context, route.getInput().getEndpointUri()))
                .filter(name -> name != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The ids of the routes that call it, by the name; a name that is worked out for each message is not among them. */
    private static Map<String, Set<String>> calls(CamelContext context) {
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

    /** What follows {@code direct:} in a URI, which may have placeholders of properties; null for another component. */
    private static String name(CamelContext context, String uri) {
        Matcher direct = DIRECT.matcher(context.resolvePropertyPlaceholders(uri));
        return direct.matches() ? direct.group(1) : null;
    }
}
