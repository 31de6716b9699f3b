package shared.placeholder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the values of {@code ${{secretsmanager.NAME}}}, which is a whole secret, and of
 * {@code ${{secretsmanager.NAME;json;KEY}}}, which is the value that a JSON secret has at a key. Each secret is fetched
 * once in the life of this source; if that fails, it is not fetched again. Several threads may use the source.
 */
public final class SecretSource implements PlaceholderSource {
    private static final String JSON = ";json;";

    private final Fetch secretsManager;
    private final Map<String, Fetched> secrets = new HashMap<>();

    /**
     * Fetches secrets. The interface keeps the AWS SDK out of {@link SecretSource}, which is made at every start of the
     * wrapper.
     */
    @FunctionalInterface
    public interface Fetch {

        /**
         * Fetches a secret.
         *
         * @param name the name or ARN of the secret
         * @return the text of the secret
         * @throws UnavailableValueException if the secret cannot be fetched; the message holds no value
         */
        String fetch(String name);
    }

    /**
     * Makes the source.
     *
     * @param secretsManager fetches the secrets; it is not called before the first placeholder
     */
    public SecretSource(Fetch secretsManager) {
        this.secretsManager = secretsManager;
    }

    @Override
    public String plugin() {
        return "secretsmanager";
    }

    /**
     * Gives the value of a placeholder.
     *
     * @param name the name or ARN of the secret; for one key of it {@code ;json;} and the key follow
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
            // The cause is left out, because its message quotes the secret.
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
