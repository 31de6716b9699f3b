package execution.results.nmap;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** Knows which plugin reads what a script found. */
final class ScriptPlugins {

    private final Map<String, ScriptPlugin> byScript = new HashMap<>();

    /**
     * @param plugins a plugin of the service is left out if there is another one for the same script
     * @throws IllegalStateException if two others are for the same script
     */
    ScriptPlugins(Collection<ScriptPlugin> plugins) {
        this(plugins, plugin -> plugin.getClass().getPackage() == ScriptPlugins.class.getPackage());
    }

    /**
     * @param shipped tells whether a plugin is the service's own
     */
    ScriptPlugins(Collection<ScriptPlugin> plugins, Predicate<ScriptPlugin> shipped) {
        plugins.stream().filter(shipped).forEach(plugin -> byScript.put(plugin.script(), plugin));
        plugins.stream().filter(shipped.negate()).forEach(plugin -> {
            ScriptPlugin before = byScript.put(plugin.script(), plugin);
            if (before != null && !shipped.test(before)) {
                throw new IllegalStateException("two plugins for nmap's script " + plugin.script() + ": "
                        + before.getClass().getName() + " and "
                        + plugin.getClass().getName());
            }
        });
    }

    /**
     * Gives the plugins that jars bring.
     *
     * @param jars loads them
     * @throws java.util.ServiceConfigurationError if a jar names a class that is none; it says which
     */
    static List<ScriptPlugin> ofJars(ClassLoader jars) {
        return ServiceLoader.load(ScriptPlugin.class, jars).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Gives the plugin of a script; null if there is none. */
    ScriptPlugin find(String script) {
        return byScript.get(script);
    }
}
