package wrapper.action;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import wrapper.config.InputProblems;

/** The kinds of actions that an operator adds by the {@code *.camel.yaml} files of a folder. */
public final class YamlActions {
    private static final String KEY = "--actions";
    private static final Pattern KIND = Pattern.compile("direct:(?://)?action-([A-Za-z0-9_-]+)(?:\\?.*)?");
    private static final Set<String> RESERVED = Set.of("http", "s3", "sns", "ecs_snstrace");

    private final List<Resource> files = new ArrayList<>();
    private final Map<String, String> routes = new TreeMap<>();

    private YamlActions() {}

    /** Reads the files of a folder; none if its name is empty. What is wrong is added to the problems. */
    public static YamlActions load(String folder, InputProblems problems) {
        YamlActions actions = new YamlActions();
        if (folder.isEmpty()) {
            return actions;
        }
        Set<Path> found = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(folder), "*.camel.yaml")) {
            entries.forEach(found::add);
            for (Path file : found) {
                actions.files.add(ResourceHelper.fromBytes(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        } catch (IOException | InvalidPathException | DirectoryIteratorException e) {
            problems.add(KEY, "is no folder whose files can be read");
            return actions;
        }
        for (Resource file : actions.files) {
            actions.findKinds(file, problems);
        }
        return actions;
    }

    /** Gives the plugins that the files add, and the endpoint of the route of each. */
    public Map<String, String> routes() {
        return routes;
    }

    /** Adds the routes of the files to a context. */
    public void addTo(CamelContext context) throws Exception {
        if (files.isEmpty()) {
            return;
        }
        // Camel's own error handler would log the message that a route failed on, and that may have secrets in it.
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        for (Resource file : files) {
            PluginHelper.getRoutesLoader(context).loadRoutes(file);
        }
    }

    // The plugins must be known before the job is read, so the files are loaded into a context that is never started.
    private void findKinds(Resource file, InputProblems problems) {
        String key = KEY + " " + file.getLocation();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            PluginHelper.getRoutesLoader(context).loadRoutes(file);
            for (RouteDefinition route : context.getRouteDefinitions()) {
                Matcher kind = KIND.matcher(route.getInput().getEndpointUri());
                if (kind.matches()) {
                    add(key, kind.group(1), problems);
                }
            }
        } catch (Exception e) {
            // Only its first line, because the rest may quote much of the file.
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            problems.add(key, "cannot be loaded: " + message);
        }
    }

    private void add(String key, String name, InputProblems problems) {
        String plugin = name.toLowerCase(Locale.ROOT);
        if (RESERVED.contains(plugin)) {
            problems.add(key, "has a route direct:action-" + name + ", which is the wrapper's own");
        } else if (routes.put(plugin, "direct:action-" + name) != null) {
            problems.add(key, "has a route direct:action-" + name + ", of which there is another");
        }
    }
}
