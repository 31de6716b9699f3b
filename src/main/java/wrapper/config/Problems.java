package wrapper.config;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with how the wrapper was called, collected so that all of it can be told at once. */
public final class Problems {
    private final List<String> found = new ArrayList<>();

    /** Adds one: the key it is about, and why it is refused. Never the value, which may be a secret. */
    public void add(String key, String why) {
        found.add(key + ": " + why);
    }

    /** Gives the problems in the order they were found. */
    public List<String> all() {
        return List.copyOf(found);
    }
}
