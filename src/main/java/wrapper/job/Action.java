package wrapper.job;

import java.util.Map;
import java.util.Optional;

/**
 * An action of a job: something that is done before or after the command.
 *
 * @param name what the log calls the action: its place in cli-json, its label and its plugin
 * @param stage whether it is performed before or after the command
 * @param label the value of the key {@code action} in cli-json; the plugin if there is none
 * @param uri the endpoint of the route that performs it
 * @param condition when it is performed; without a condition it always is
 * @param fields the plugin's own keys, with the placeholders unresolved
 */
public record Action(
        String name, Stage stage, String label, String uri, Optional<Condition> condition, Map<String, Object> fields) {

    /** Gives the name. */
    @Override
    public String toString() {
        return name;
    }
}
