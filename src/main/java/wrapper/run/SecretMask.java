package wrapper.run;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import shared.placeholder.PlaceholderSource;

/** Replaces the secrets that this run has come to know in a text that leaves the container. */
public final class SecretMask {

    /** Shorter values, such as a port, stand in many texts that are no secrets. */
    private static final int SHORTEST = 4;

    private static final String MASK = "***";
    private static final String VARIABLES = "EXECUTION_SECRETS";

    /** The longest first, because one may be part of another. */
    private final Set<String> secrets = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /**
     * Makes the mask that knows the secrets which the platform put into the environment.
     *
     * @param environment that of the container; {@code EXECUTION_SECRETS} names the variables that hold secrets,
     *     separated by commas
     */
    public SecretMask(Map<String, String> environment) {
        for (String name : environment.getOrDefault(VARIABLES, "").split(",")) {
            add(environment.getOrDefault(name.strip(), ""));
        }
    }

    /** Adds a secret, and each line of it, because what a command prints of a key often has other line ends. */
    public void add(String secret) {
        String whole = secret.strip();
        if (whole.length() >= SHORTEST) {
            secrets.add(whole);
            whole.lines()
                    .map(String::strip)
                    .filter(line -> line.length() >= 2 * SHORTEST)
                    .forEach(secrets::add);
        }
    }

    /** Gives a source whose values count as secrets as soon as they were asked for. */
    PlaceholderSource of(PlaceholderSource source) {
        return new PlaceholderSource() {
            @Override
            public String plugin() {
                return source.plugin();
            }

            @Override
            public Optional<String> value(String name) {
                Optional<String> value = source.value(name);
                value.ifPresent(SecretMask.this::add);
                return value;
            }
        };
    }

    /**
     * Masks every secret.
     *
     * @param text may begin within a secret, as the end of an output can
     */
    public String masked(String text) {
        String masked = withoutCutSecret(text);
        for (String secret : List.copyOf(secrets)) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    /** Masks the end of a secret that the text begins with. A character that was cut there is U+FFFD. */
    private String withoutCutSecret(String text) {
        int begin = 0;
        while (begin < text.length() && text.charAt(begin) == '\ufffd') {
            begin++;
        }
        int masked = 0;
        for (String secret : secrets) {
            for (int cut = 1; cut <= secret.length() - SHORTEST && secret.length() - cut > masked; cut++) {
                if (text.regionMatches(begin, secret, cut, secret.length() - cut)) {
                    masked = secret.length() - cut;
                }
            }
        }
        return masked == 0 ? text : MASK + text.substring(begin + masked);
    }
}
