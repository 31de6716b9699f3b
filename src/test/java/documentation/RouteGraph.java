package documentation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import routes.ServiceRoutes;

/**
 * The routes of the service and of the shipped YAML files by their names, and which of them calls which. A route that
 * begins with {@code direct:} or {@code seda:} has the name that follows; any other one has its id. A name with
 * {@code *} stands for all routes whose names fit; so do parts of a name that a route works out for each message.
 *
 * @param yaml the names of the routes that are in YAML files
 * @param entries the names of the routes that do not begin with {@code direct:} or {@code seda:}
 * @param calls the names that each route calls
 */
record RouteGraph(Set<String> yaml, Set<String> entries, Map<String, Set<String>> calls) {

    private static final Path YAML = Path.of("src/main/resources/routes");
    private static final Pattern INNER = Pattern.compile("(?:direct|seda):(?://)?([^?]+)(?:\\?.*)?");

    static RouteGraph read() throws Exception {
        RouteGraph graph = new RouteGraph(new TreeSet<>(), new TreeSet<>(), new TreeMap<>());
        try (DefaultCamelContext context = new DefaultCamelContext();
                Stream<Path> files = Files.list(YAML)) {
            for (RoutesBuilder routes : ServiceRoutes.all()) {
                context.addRoutes(routes);
            }
            graph.add(definitions(context), false);
            List<RouteDefinition> own = List.copyOf(definitions(context));
            for (Path file : files.sorted().toList()) {
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(ResourceHelper.fromBytes(file.toString(), Files.readAllBytes(file)));
            }
            graph.add(
                    definitions(context).stream()
                            .filter(route -> !own.contains(route))
                            .toList(),
                    true);
        }
        return graph;
    }

    private static List<RouteDefinition> definitions(DefaultCamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions();
    }

    private void add(List<RouteDefinition> routes, boolean areYaml) {
        for (RouteDefinition route : routes) {
            String inner = inner(route.getInput().getEndpointUri());
            String name = inner == null ? route.getRouteId() : inner;
            if (inner == null) {
                entries.add(name);
            }
            if (areYaml) {
                yaml.add(name);
            }
            Set<String> called = calls.computeIfAbsent(name, none -> new TreeSet<>());
            Stream.concat(
                            uses(route, SendDefinition.class).map(SendDefinition::getEndpointUri),
                            uses(route, ToDynamicDefinition.class).map(ToDynamicDefinition::getUri))
                    .map(RouteGraph::inner)
                    .filter(callee -> callee != null)
                    .forEach(called::add);
        }
    }

    private static <T> Stream<T> uses(RouteDefinition route, Class<T> type) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), type).stream();
    }

    /** The name behind {@code direct:} or {@code seda:}; null for the URI of another component. */
    private static String inner(String uri) {
        Matcher inner = INNER.matcher(uri.replaceAll("\\$\\{[^}]*}", "*"));
        return inner.matches() ? inner.group(1) : null;
    }

    /** Whether there is a route of this name. */
    boolean has(String name) {
        return calls.keySet().stream().anyMatch(route -> fits(route, name));
    }

    boolean isYaml(String name) {
        return yaml.stream().anyMatch(route -> fits(route, name));
    }

    /** Whether the one route calls the other. */
    boolean calls(String from, String to) {
        return callees(from).stream().anyMatch(callee -> fits(to, callee));
    }

    /** Whether the one route leads to the other by way of at least one more. */
    boolean leadsBy(String from, String to) {
        Set<String> seen = new HashSet<>();
        Set<String> next = callees(from);
        while (seen.addAll(next)) {
            next = new TreeSet<>();
            for (String name : seen) {
                next.addAll(callees(name));
            }
            if (next.stream().anyMatch(callee -> fits(to, callee))) {
                return true;
            }
        }
        return false;
    }

    private Set<String> callees(String name) {
        Set<String> callees = new TreeSet<>();
        calls.forEach((route, called) -> {
            if (fits(route, name)) {
                callees.addAll(called);
            }
        });
        return callees;
    }

    private static boolean fits(String name, String pattern) {
        return name.equals(pattern) || name.matches(Pattern.quote(pattern).replace("*", "\\E.+\\Q"));
    }
}
