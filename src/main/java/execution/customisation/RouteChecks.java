package execution.customisation;

import com.fasterxml.jackson.databind.JsonNode;
import execution.customisation.RouteFile.Entry;
import execution.customisation.RouteFile.Use;
import execution.yaml.FileError;
import execution.yaml.KeyPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;
import shared.failure.Causes;

/**
 * Checks the operator's files before any route of them takes the place of another: against Camel's schema, against the
 * components that there are, and against the contracts of the stages. Nothing that runs is changed.
 */
final class RouteChecks {

    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\\\)\\{\\{([^{}?!][^{}]*)}}");

    /** Parts of a file that would add routes without an id, or ways into the service that its own checks do not see. */
    private static final Map<String, String> NOT_TAKEN = Map.of(
            "from", "is not taken without a route around it; write route, with an id",
            "routeTemplate", "is not taken; write each route out, with an id",
            "templatedRoute", "is not taken; write each route out, with an id",
            "rest", "is not taken; the service's interface is in openapi.yaml",
            "restConfiguration", "is not taken; the service's interface is in openapi.yaml");

    private final CamelContext context;
    private final Map<String, RouteDefinition> shipped;

    /**
     * Makes the checks.
     *
     * @param shipped the routes that there are without the operator's, by their id
     */
    RouteChecks(CamelContext context, Map<String, RouteDefinition> shipped) {
        this.context = context;
        this.shipped = shipped;
    }

    /**
     * Finds what is wrong.
     *
     * @param files all of the operator's files
     * @return a line for each error, by the file; empty if the files can be used
     */
    Map<RouteFile, List<FileError>> errors(List<RouteFile> files) {
        Map<RouteFile, List<FileError>> errors = new LinkedHashMap<>();
        if (files.isEmpty()) {
            return errors;
        }
        RouteSchema schema = new RouteSchema();
        for (RouteFile file : files) {
            add(errors, file, ofText(file, schema));
        }
        if (errors.isEmpty()) {
            Names names = new Names(files, errors);
            for (RouteFile file : files) {
                add(errors, file, ofContracts(file, names));
                if (!errors.containsKey(file)) {
                    add(errors, file, ofCamel(file));
                }
            }
        }
        return errors;
    }

    private static void add(Map<RouteFile, List<FileError>> errors, RouteFile file, List<FileError> more) {
        if (!more.isEmpty()) {
            errors.computeIfAbsent(file, any -> new ArrayList<>()).addAll(more);
        }
    }

    private List<FileError> ofText(RouteFile file, RouteSchema schema) {
        if (!file.document().errors().isEmpty()) {
            return file.document().errors();
        }
        List<FileError> errors = new ArrayList<>();
        JsonNode root = file.document().root();
        for (int i = 0; i < root.size(); i++) {
            for (Map.Entry<String, JsonNode> part : root.path(i).properties()) {
                if (NOT_TAKEN.containsKey(part.getKey())) {
                    errors.add(file.document().error(KeyPath.of(i, part.getKey()), NOT_TAKEN.get(part.getKey())));
                }
            }
        }
        return errors.isEmpty() ? schema.errors(file.document()) : errors;
    }

    private List<FileError> ofContracts(RouteFile file, Names names) {
        List<FileError> errors = new ArrayList<>();
        properties(file, file.document().root(), KeyPath.ROOT, errors);
        if (!errors.isEmpty()) {
            // A URI with an unknown property says nothing.
            return errors;
        }
        for (Entry route : file.routes()) {
            endpoint(file, route.from(), errors);
            runner(file, route, names, errors);
        }
        for (Use call : file.calls()) {
            endpoint(file, call, errors);
            String name = call.uri().contains("${") ? null : DirectRoutes.name(context, call.uri());
            if (name != null && !names.offered.contains(name)) {
                errors.add(file.document().error(call.at(), "no route begins with direct:" + name));
            }
        }
        return errors;
    }

    private void properties(RouteFile file, JsonNode node, KeyPath at, List<FileError> errors) {
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            properties(file, node.get(i), at.to(i), errors);
        }
        node.properties().forEach(field -> properties(file, field.getValue(), at.to(field.getKey()), errors));
        Matcher placeholder = PLACEHOLDER.matcher(node.isTextual() ? node.textValue() : "");
        while (placeholder.find()) {
            try {
                context.resolvePropertyPlaceholders(placeholder.group());
            } catch (Exception e) {
                // The cause may tell of a secret; the name is what the file says.
                errors.add(file.document().error(at, "the property " + placeholder.group(1) + " is not set"));
            }
        }
    }

    private void endpoint(RouteFile file, Use use, List<FileError> errors) {
        String uri = context.resolvePropertyPlaceholders(use.uri());
        String scheme = StringHelper.before(uri, ":", uri).strip();
        if (scheme.isEmpty() || scheme.contains("$")) {
            return;
        }
        EndpointUriFactory options = context.getCamelContextExtension().getEndpointUriFactory(scheme);
        if (options == null) {
            if (context.getComponent(scheme, true, false) == null) {
                errors.add(file.document().error(use.at(), "there is no component " + scheme));
            }
            return;
        }
        if (options.isLenientProperties()) {
            return;
        }
        for (String option : optionsOf(uri)) {
            if (!isKnown(options, option)) {
                errors.add(file.document().error(use.at(), scheme + " has no option " + option));
            }
        }
        use.parameters().fieldNames().forEachRemaining(option -> {
            if (!isKnown(options, StringHelper.dashToCamelCase(option))) {
                errors.add(file.document().error(use.parametersAt().to(option), "is no option of " + scheme));
            }
        });
    }

    private static List<String> optionsOf(String uri) {
        List<String> options = new ArrayList<>();
        String query = StringHelper.after(uri, "?", "");
        for (String option : query.split("&")) {
            String name = StringHelper.before(option, "=", option);
            if (!name.isBlank() && !name.contains("$")) {
                options.add(name);
            }
        }
        return options;
    }

    private static boolean isKnown(EndpointUriFactory options, String option) {
        return options.propertyNames().contains(option)
                || options.multiValuePrefixes().values().stream().anyMatch(option::startsWith);
    }

    private void runner(RouteFile file, Entry route, Names names, List<FileError> errors) {
        String name = DirectRoutes.name(context, route.from().uri());
        for (String missing : name == null ? List.<String>of() : DirectRoutes.missingBeside(name, names.offered)) {
            errors.add(file.document()
                    .error(
                            route.from().at(),
                            "direct:" + missing + " is required beside direct:" + name
                                    + ", and no route begins with it"));
        }
    }

    /** Has Camel read the file and make the endpoints that have one URI for all messages. */
    private List<FileError> ofCamel(RouteFile file) {
        List<FileError> errors = new ArrayList<>();
        try {
            Collection<RoutesBuilder> builders =
                    PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource(file)));
            for (RoutesBuilder builder : builders) {
                for (RouteDefinition route :
                        ((RouteBuilder) builder).configureRoutes(context).getRoutes()) {
                    endpoint(route.getInput().getEndpointUri(), route.getInput().getLineNumber(), route, errors);
                    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)
                            .forEach(to -> endpoint(to.getEndpointUri(), to.getLineNumber(), route, errors));
                }
            }
        } catch (Exception e) {
            errors.add(new FileError(0, 0, "", reason(e)));
        }
        return errors;
    }

    private void endpoint(String uri, int line, RouteDefinition route, List<FileError> errors) {
        if (DirectRoutes.name(context, uri) != null) {
            // The service asks whether there is such an endpoint to find out whether there is such a route.
            return;
        }
        try {
            context.getEndpoint(uri);
        } catch (Exception e) {
            errors.add(new FileError(Math.max(line, 0), 1, "route " + route.getRouteId(), reason(e)));
        }
    }

    static String reason(Exception failure) {
        String reason = String.valueOf(Causes.root(failure).getMessage());
        return URISupport.sanitizeUri(reason.replaceAll("\\s+", " ").strip());
    }

    /** Makes of a file, as it was read, what Camel loads. */
    static Resource resource(RouteFile file) {
        return ResourceHelper.fromBytes("file:" + file.path(), file.content());
    }

    /** The {@code direct:} names that routes begin with, once the operator's routes are loaded. */
    private final class Names {

        private final Set<String> offered = new TreeSet<>();

        Names(List<RouteFile> files, Map<RouteFile, List<FileError>> errors) {
            Map<String, String> ids = new HashMap<>();
            Map<String, String> routes = new HashMap<>();
            Set<String> replaced = new TreeSet<>();
            files.forEach(file -> file.routes().forEach(route -> replaced.add(route.id())));
            shipped.forEach((id, route) -> {
                String name = DirectRoutes.name(context, route.getInput().getEndpointUri());
                if (name != null && !(replaced.contains(id) && isReplaceable(route))) {
                    offered.add(name);
                    routes.put(
                            name, isReplaceable(route) ? "the shipped route " + id : "the service's own route " + id);
                }
            });
            for (RouteFile file : files) {
                for (Entry route : file.routes()) {
                    add(errors, file, id(file, route, ids));
                    add(errors, file, begins(file, route, routes));
                }
            }
        }

        private List<FileError> id(RouteFile file, Entry route, Map<String, String> ids) {
            KeyPath at = route.at().to("id");
            if (route.id().isEmpty()) {
                return List.of(file.document().error(at, "is required"));
            }
            String before = ids.putIfAbsent(
                    route.id(),
                    file.name() + " line " + file.document().error(at, "").line());
            if (before != null) {
                return List.of(file.document().error(at, route.id() + " is the id of another route: " + before));
            }
            RouteDefinition replaced = shipped.get(route.id());
            if (replaced != null && !isReplaceable(replaced)) {
                return List.of(file.document()
                        .error(at, route.id() + " is the id of a route of the service, which cannot be replaced"));
            }
            return List.of();
        }

        private List<FileError> begins(RouteFile file, Entry route, Map<String, String> routes) {
            String uri;
            try {
                uri = context.resolvePropertyPlaceholders(route.from().uri());
            } catch (Exception e) {
                // The check of the properties says so.
                return List.of();
            }
            RouteDefinition replaced = shipped.get(route.id());
            String name = DirectRoutes.name(context, uri);
            String stage = replaced == null
                    ? null
                    : DirectRoutes.name(context, replaced.getInput().getEndpointUri());
            if (stage != null && isReplaceable(replaced) && !stage.equals(name)) {
                return List.of(file.document()
                        .error(
                                route.from().at(),
                                "must be direct:" + stage + ", with which the shipped route " + route.id()
                                        + " begins"));
            }
            if (name == null) {
                return List.of();
            }
            offered.add(name);
            String before = routes.putIfAbsent(
                    name,
                    file.name() + " line "
                            + file.document().error(route.from().at(), "").line());
            return before == null
                    ? List.of()
                    : List.of(file.document()
                            .error(
                                    route.from().at(),
                                    "another route begins with direct:" + name + " already: " + before));
        }
    }

    /** Tells whether operators may replace a route: those that are written in YAML are theirs to vary. */
    static boolean isReplaceable(RouteDefinition route) {
        return route.getResource() != null && route.getResource().getLocation().endsWith(".yaml");
    }
}
