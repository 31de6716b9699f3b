package shared.placeholder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of {@code ${{secretsmanager.NAME}}}, a whole secret, and {@code ${{secretsmanager.NAME;json;KEY}}}, what
 * a JSON secret has at a key. Each secret is fetched once in the life of this source, failures too. Safe for use by
 * several threads.
 */
public final class SecretSource implements PlaceholderSource {
    private static final String JSON = ";json;";

    private final Fetch secretsManager;
    private final Map<String, Fetched> secrets = new HashMap<>();

    /** How a secret is fetched. This class is made at every start, so it has nothing of the AWS SDK in it. */
    @FunctionalInterface
    public interface Fetch {

        /**
         * Fetches a secret.
         *
         * @param name its name or ARN
         * @return its text
         * @throws UnavailableValueException if it cannot be had; the message holds no value
         */
        String fetch(String name);
    }

    /**
     * Makes the source.
     *
     * @param secretsManager is not asked before the first placeholder
     */
    public SecretSource(Fetch secretsManager) {
        this.secretsManager = secretsManager;
    }

    @Override
    public String plugin() {
        return "secretsmanager";
    }

    /**
     * Looks a value up.
     *
     * @param name the secret's name or ARN, and for one key of it {@code ;json;} and the key
     * @return the value
     * @throws UnavailableValueException if the secret cannot be fetched or has no such key
     */
    @Override
    public Optional<String> value(String name) {
        int json = name.indexOf(JSON);
        String text = secret(json < 0 ? name : name.substring(0, json).strip());
        return Optional.of(
                json < 0
                        ? text
                        : member(text, name.substring(json + JSON.length()).strip()));
    }

    private synchronized String secret(String name) {
        Fetched fetched = secrets.computeIfAbsent(name, this::fetch);
        if (fetched.text == null) {
            throw new UnavailableValueException(fetched.failure);
        }
        return fetched.text;
    }

    private Fetched fetch(String name) {
        try {
            return new Fetched(secretsManager.fetch(name), null);
        } catch (UnavailableValueException e) {
            return new Fetched(null, e.getMessage());
        }
    }

    private static String member(String text, String key) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            // Without the cause, which quotes the secret.
            throw new UnavailableValueException("the secret is not JSON");
        }
        JsonNode member = root.path(key);
        if (member.isMissingNode() || member.isNull()) {
            throw new UnavailableValueException("the secret has no such key");
        }
        return member.isTextual() ? member.textValue() : member.toString();
    }

    private record Fetched(String text, String failure) {}
}
