package execution.results.nmap;

import java.util.Map;
import java.util.Set;

/**
 * Reads what one script of nmap found on a port or on a host. Each bean of this type is a plugin, and so is each class
 * that a jar beside the service's names in {@code META-INF/services/execution.results.nmap.ScriptPlugin}. A plugin is
 * used by several threads at once, so it keeps nothing between two calls.
 */
public interface ScriptPlugin {

    /** Gives the id of the script, such as {@code ssl-cert}. An operator's plugin takes the place of a shipped one. */
    String script();

    /** Gives the keys of tables and texts that the plugin has no use for. They are not read, which saves time. */
    default Set<String> passedOver() {
        return Set.of();
    }

    /**
     * Reads what the script found. The plugin may post documents, whose key is that of the port, or of the host if the
     * script ran for the host.
     *
     * @param script comes from outside: nothing in it is trusted
     * @param host takes documents and summaries
     * @return fields that are added to the document of the port, or of the host if the script ran for the host
     * @throws execution.model.UnusableMessageException if the whole file is not to be used
     */
    Map<String, ?> read(Script script, HostContext host);
}
