package launcher;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks whether the role that runs in the same container is alive, for the health check of a container: the role {@code
 * health}. The container's first process says by its arguments which role it is.
 */
public final class Health {
    private static final Path FIRST_PROCESS = Path.of("/proc/1/cmdline");
    private static final int TIMEOUT_MILLIS = 5_000;

    private Health() {}

    /**
     * Ends with exit code 0 if the role answers that it is alive, else with 1 and a line on stderr. The roles that
     * answer nobody, {@code wrap} and {@code produce}, are alive as long as they run.
     *
     * @param arguments the address to ask; without it, that of the role in the container's first process. The path of
     *     the file {@code health} may precede it
     */
    public static void main(String[] arguments) throws IOException {
        int first = arguments.length > 0 && arguments[0].startsWith("/") ? 1 : 0;
        String asked = arguments.length > first
                ? arguments[first]
                : address(words(FIRST_PROCESS), System.getenv()).orElse(null);
        String problem = asked == null ? null : problem(asked);
        if (problem != null) {
            System.err.println("health: " + asked + ": " + problem);
            System.exit(1);
        }
    }

    /**
     * Finds where a role says whether it is alive.
     *
     * @param process the words of the role's process, which an init may precede
     * @param environment the variables of the role
     * @return empty if the role answers nobody
     */
    static Optional<String> address(List<String> process, Map<String, String> environment) {
        for (int i = 0; i < process.size(); i++) {
            String word = process.get(i);
            List<String> rest = process.subList(i + 1, process.size());
            switch (word.substring(word.lastIndexOf('/') + 1)) {
                case "serve":
                    String port = option(rest, "--server.port", environment.getOrDefault("SERVER_PORT", "8080"));
                    return Optional.of("http://127.0.0.1:" + port + "/actuator/health/liveness");
                case "work":
                    String page = option(rest, "--port", environment.getOrDefault("WORK_PORT", "8070"));
                    return Optional.of("http://127.0.0.1:" + page + "/worker/health");
                case "wrap", "produce":
                    return Optional.empty();
                default:
                    break;
            }
        }
        return Optional.empty();
    }

    private static String option(List<String> words, String name, String otherwise) {
        String value = otherwise;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith(name + "=")) {
                value = word.substring(name.length() + 1);
            } else if (word.equals(name) && i + 1 < words.size()) {
                value = words.get(i + 1);
            }
        }
        return value;
    }

    private static List<String> words(Path process) throws IOException {
        return Arrays.asList(new String(Files.readAllBytes(process), StandardCharsets.UTF_8).split("\0"));
    }

    /** Gives null if the address answers with 200. */
    private static String problem(String address) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            return status == HttpURLConnection.HTTP_OK ? null : "status " + status;
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            return e.getMessage();
        }
    }
}
