package shared.placeholder;

import java.util.Map;
import java.util.Optional;

/** Gives the values of the placeholders of one plugin. */
public interface PlaceholderSource {

    /**
     * Gives the name of the plugin, which is the word before the first dot of its placeholders, for example
     * {@code env}.
     */
    String plugin();

    /**
     * Gives the value of a placeholder.
     *
     * @param name all that follows the first dot of the placeholder, without blanks around it
     * @return the value, which may be empty text; nothing if the name is unknown
     * @throws UnavailableValueException if the name is known but its value cannot be read
     */
    Optional<String> value(String name);

    /**
     * Makes a source whose values are in a map. The map is read each time, so values that are added later are found.
     *
     * @param plugin the name of the plugin
     * @param values values by their names
     * @return the source
     */
    static PlaceholderSource of(String plugin, Map<String, String> values) {
        return new PlaceholderSource() {
            @Override
            public String plugin() {
                return plugin;
            }

            @Override
            public Optional<String> value(String name) {
                return Optional.ofNullable(values.get(name));
            }
        };
    }
}
