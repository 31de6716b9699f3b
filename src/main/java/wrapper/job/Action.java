package wrapper.job;

import java.util.Map;
import java.util.Optional;

/**
 * What is to be done before or after the command.
 *
 * @param name how the log calls it: its place in cli-json, its label and its plugin
 * @param stage when it is performed
 * @param label what cli-json's key {@code action} says; the plugin if that says nothing
 * @param uri the route that performs it
 * @param condition whether it is performed; always if there is none
 * @param fields the plugin's own keys, placeholders unresolved
 */
public record Action(
        String name, Stage stage, String label, String uri, Optional<Condition> condition, Map<String, Object> fields) {

    /** Gives its name. */
    @Override
    public String toString() {
        return name;
    }
}
