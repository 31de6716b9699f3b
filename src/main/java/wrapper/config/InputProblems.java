package wrapper.config;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with what the wrapper was given. It is collected, so that all of it can be told at once. */
public final class InputProblems {
    private final List<String> found = new ArrayList<>();

    /**
     * Adds a problem.
     *
     * @param key what it is about: an option, a key of a file, a variable, or a place in JSON
     * @param why why the value is refused, never with the value itself, because that may be a secret
     */
    public void add(String key, String why) {
        found.add(key + ": " + why);
    }

    /** Gives the problems in the order they were found. */
    public List<String> all() {
        return List.copyOf(found);
    }
}
