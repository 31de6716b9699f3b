package shared.placeholder;

import java.util.Map;
import java.util.Optional;

/** Where the values of one plugin's placeholders come from. */
public interface PlaceholderSource {

    /** Gives the word before the first dot of the placeholders answered here, for example {@code env}. */
    String plugin();

    /**
     * Looks a value up.
     *
     * @param name all that follows the first dot of the placeholder, without surrounding blanks
     * @return the value, which may be empty text; nothing if the name is unknown
     * @throws UnavailableValueException if it is known, but cannot be had
     */
    Optional<String> value(String name);

    /**
     * Makes a source of a map, which is read at each look-up: what is put in later is found later.
     *
     * @param plugin the word before the first dot
     * @param values names and their values
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
