package execution.customisation;

import execution.operations.OptionalStages;
import execution.operations.StartRefusedException;
import execution.yaml.FileError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;

/**
 * The operator's routes over the shipped ones: a route with the id of a shipped route takes its place, and a route with
 * a new id is added. A route that the operator's files do not have any more gives way to the shipped one again.
 */
final class OperatorsRoutes {

    private final CamelContext context;
    private final RouteSwap swap;
    private final OptionalStages stages;

    /** The routes that there are without the operator's, by their id. */
    private final Map<String, RouteDefinition> shipped = new LinkedHashMap<>();

    private final RouteChecks checks;
    private List<RouteFile> inForce = List.of();

    /**
     * Remembers the routes that the context has so far as the shipped ones.
     *
     * @param context has all routes but the operator's, and may have been started or not
     */
    OperatorsRoutes(CamelContext context, RouteSwap swap, OptionalStages stages) {
        this.context = context;
        this.swap = swap;
        this.stages = stages;
        model().getRouteDefinitions().forEach(route -> shipped.put(route.getRouteId(), route));
        this.checks = new RouteChecks(context, shipped);
    }

    /** What became of files that were to be taken. */
    sealed interface Outcome {

        /** The files are in force. */
        record Taken(Set<String> files) implements Outcome {}

        /**
         * The routes from before go on.
         *
         * @param errors the reasons by the name of the file
         */
        record Refused(Map<String, List<String>> errors) implements Outcome {}

        /** The routes from before go on, because exchanges in this route did not end in time. */
        record Busy(String route) implements Outcome {}
    }

    /** The routes from before could not be started again either. */
    static final class RoutesLostException extends Exception {

        RoutesLostException(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Loads files before the context starts.
     *
     * @throws StartRefusedException if something is wrong; the message names file, line and key of all that is wrong
     */
    void load(List<RouteFile> files) {
        Map<RouteFile, List<FileError>> errors = checks.errors(files);
        if (!errors.isEmpty()) {
            throw new StartRefusedException("The routes of execution.routes-dir cannot be used:\n  - "
                    + texts(errors).entrySet().stream()
                            .flatMap(file -> file.getValue().stream().map(error -> file.getKey() + ": " + error))
                            .collect(Collectors.joining("\n  - ")));
        }
        for (RouteFile file : files) {
            try {
                PluginHelper.getRoutesLoader(context).updateRoutes(RouteChecks.resource(file));
            } catch (Exception e) {
                throw new StartRefusedException(file.name() + " cannot be loaded: " + e.getMessage(), e);
            }
        }
        inForce = files;
    }

    /**
     * Puts files in the place of those in force while the context runs, all or none.
     *
     * @throws RoutesLostException if the files cannot be used, and those from before cannot any more either
     */
    Outcome take(List<RouteFile> files) throws RoutesLostException {
        Map<RouteFile, List<FileError>> errors = checks.errors(files);
        if (!errors.isEmpty()) {
            return new Outcome.Refused(texts(errors));
        }
        List<RouteFile> changed = files.stream().filter(this::isChanged).toList();
        Set<String> gone = ids(inForce);
        gone.removeAll(ids(files));
        Set<String> affected = ids(changed);
        affected.addAll(gone);
        Map<String, RouteDefinition> before = new HashMap<>();
        affected.forEach(id -> before.put(id, model().getRouteDefinition(id)));
        stages.hold(replaced(before, changed, gone));
        RouteFile current = null;
        try {
            String busy = swap.stop(affected);
            if (busy != null) {
                return new Outcome.Busy(busy);
            }
            for (RouteFile file : changed) {
                current = file;
                PluginHelper.getRoutesLoader(context).updateRoutes(RouteChecks.resource(file));
            }
            current = null;
            for (String id : gone) {
                put(id, shipped.get(id));
            }
            forgetWhatNobodyConsumes();
        } catch (Exception e) {
            restore(before);
            String file = current == null ? "" : current.name();
            return new Outcome.Refused(Map.of(file, List.of(RouteChecks.reason(e))));
        } finally {
            stages.hold(Set.of());
        }
        inForce = files;
        return new Outcome.Taken(changed.stream().map(RouteFile::name).collect(Collectors.toSet()));
    }

    /** Finds the names with which routes begin both before and afterwards. */
    private Set<String> replaced(Map<String, RouteDefinition> before, List<RouteFile> changed, Set<String> gone) {
        Set<String> names = new HashSet<>();
        changed.forEach(file -> file.routes()
                .forEach(route ->
                        names.add(DirectRoutes.name(context, route.from().uri()))));
        gone.stream().map(shipped::get).forEach(route -> names.add(name(route)));
        names.retainAll(before.values().stream().map(this::name).collect(Collectors.toSet()));
        names.remove(null);
        return names;
    }

    private String name(RouteDefinition route) {
        return route == null
                ? null
                : DirectRoutes.name(context, route.getInput().getEndpointUri());
    }

    private boolean isChanged(RouteFile file) {
        return inForce.stream()
                .noneMatch(known -> known.path().equals(file.path()) && Arrays.equals(known.content(), file.content()));
    }

    private void restore(Map<String, RouteDefinition> before) throws RoutesLostException {
        List<Exception> failures = new ArrayList<>();
        before.forEach((id, route) -> {
            try {
                put(id, route);
            } catch (Exception e) {
                failures.add(e);
            }
        });
        try {
            forgetWhatNobodyConsumes();
        } catch (Exception e) {
            failures.add(e);
        }
        if (!failures.isEmpty()) {
            throw new RoutesLostException(failures.get(0));
        }
    }

    /** Puts a route in the place of the one that has the id; null takes that one away. */
    private void put(String id, RouteDefinition route) throws Exception {
        RouteDefinition now = model().getRouteDefinition(id);
        if (now != null) {
            model().removeRouteDefinition(now);
        }
        if (route != null) {
            model().addRouteDefinition(route);
        }
    }

    /**
     * Removes the {@code direct:} endpoints that no route begins with any more. Stages ask for the endpoint to find out
     * whether a job has a route of its own, and Camel keeps the endpoint when the route is removed.
     */
    private void forgetWhatNobodyConsumes() throws Exception {
        Set<Endpoint> consumed =
                context.getRoutes().stream().map(Route::getEndpoint).collect(Collectors.toSet());
        for (Endpoint endpoint : List.copyOf(context.getEndpoints())) {
            if (endpoint instanceof DirectEndpoint && !consumed.contains(endpoint)) {
                context.removeEndpoint(endpoint);
            }
        }
    }

    private Model model() {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private static Set<String> ids(List<RouteFile> files) {
        return files.stream()
                .flatMap(file -> file.routes().stream())
                .map(RouteFile.Entry::id)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Map<String, List<String>> texts(Map<RouteFile, List<FileError>> errors) {
        Map<String, List<String>> texts = new TreeMap<>();
        errors.forEach((file, of) ->
                texts.put(file.name(), of.stream().map(Objects::toString).toList()));
        return texts;
    }
}
