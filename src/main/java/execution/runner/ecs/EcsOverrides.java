package execution.runner.ecs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import execution.model.Launch;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/**
 * What a task gets in place of what its task definition says, within the characters that RunTask takes. Of a launch
 * that is longer, the largest variables and the wrapper's {@code --cli-json} go into an object, which the wrapper reads
 * at its start. The override then has the SHA-256 of the object, so that the wrapper takes nothing else for it. The
 * same launch always gives the same override and the same object, byte for byte.
 */
final class EcsOverrides {

    /** The variable with the SHA-256 of the object. The wrapper reads the object if this variable is set. */
    static final String REFERENCE = "EXECUTION_LAUNCH";

    /** Stands in the command for the value of {@code --cli-json}, where the object has that value. */
    static final String IN_OBJECT = "@launch";

    /**
     * The most characters that the overrides may have as JSON. RunTask takes 8,192, and counts the characters of the
     * JSON itself. The difference is for what ECS may write in another way than this class.
     */
    static final int MOST = 8_000;

    private static final String CLI_JSON = "--cli-json";
    private static final int SHA_256_DIGITS = 64;

    /** Counts a character that is not ASCII as the six characters of its escape, because ECS may count it so. */
    private static final ObjectMapper COUNTING =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final ObjectMapper WRITING = new ObjectMapper();

    private final Launch launch;
    private final Map<String, String> environment;
    private final List<String> command;
    private byte[] object;

    private EcsOverrides(LaunchRequest request) {
        this.launch = request.launch();
        this.environment = new TreeMap<>(request.environment());
        this.command = launch.command() == null ? null : new ArrayList<>(launch.command());
    }

    /**
     * Divides a launch into what RunTask takes and what the wrapper reads.
     *
     * @throws LaunchRefusedException if the launch is too long also without what can be in an object
     */
    static EcsOverrides of(LaunchRequest request) {
        EcsOverrides overrides = new EcsOverrides(request);
        boolean mayMove = Boolean.parseBoolean(request.launch().settings().get(EcsSettings.BY_REFERENCE));
        if (mayMove && overrides.characters() > MOST) {
            overrides.moveIntoObject();
        }
        return overrides;
    }

    /** Gives the bytes that the wrapper reads; empty if the override holds everything. */
    Optional<byte[]> object() {
        return Optional.ofNullable(object);
    }

    /** Gives what RunTask is called with. */
    TaskOverride override() {
        ContainerOverride.Builder container = ContainerOverride.builder()
                .name(launch.container())
                .environment(environment.entrySet().stream()
                        .map(variable -> KeyValuePair.builder()
                                .name(variable.getKey())
                                .value(variable.getValue())
                                .build())
                        .toList());
        if (command != null) {
            container.command(command);
        }
        return TaskOverride.builder()
                .cpu(launch.cpu())
                .memory(launch.memory())
                .containerOverrides(container.build())
                .build();
    }

    /** A part of the launch that can be in the object. */
    private record Part(String variable, String value, int characters) {}

    private void moveIntoObject() {
        environment.put(REFERENCE, "0".repeat(SHA_256_DIGITS));
        Map<String, String> variables = new TreeMap<>();
        Map<String, Object> content = new TreeMap<>(Map.of("environment", variables));
        int over = characters() - MOST;
        // The largest go first, so that what the start of a container depends on stays: such variables are short.
        List<Part> largestFirst = parts().sorted(
                        Comparator.comparing(Part::characters).reversed().thenComparing(Part::variable))
                .toList();
        for (Part part : largestFirst) {
            if (over <= 0) {
                break;
            }
            if (part.variable().equals(CLI_JSON)) {
                content.put("cli_json", takeCliJson());
            } else {
                variables.put(part.variable(), environment.remove(part.variable()));
            }
            over -= part.characters();
        }
        if (over > 0) {
            throw new LaunchRefusedException(
                    "the command of the task, or what the service itself tells the task, is longer than the platform"
                            + " takes",
                    false);
        }
        object = json(WRITING, content);
        environment.put(REFERENCE, sha256(object));
    }

    private Stream<Part> parts() {
        Stream<Part> variables = environment.entrySet().stream()
                .filter(variable -> !isReadBeforeTheObject(variable.getKey()))
                .map(variable -> new Part(
                        variable.getKey(),
                        variable.getValue(),
                        length(variable(variable.getKey(), variable.getValue())) + ",".length()));
        String job = cliJson();
        return job == null
                ? variables
                : Stream.concat(variables, Stream.of(new Part(CLI_JSON, job, length(job) - length(IN_OBJECT))));
    }

    /**
     * Tells whether the wrapper needs a variable in order to read the object, or to tell the service why it could not.
     */
    private static boolean isReadBeforeTheObject(String variable) {
        return variable.startsWith("EXECUTION_")
                || variable.startsWith("RESULTS_")
                || variable.equals("SCAN_REQUEST_ID");
    }

    private String cliJson() {
        int at = cliJsonAt();
        if (at < 0) {
            return null;
        }
        String word = command.get(at);
        return word.startsWith(CLI_JSON + "=") ? word.substring(CLI_JSON.length() + 1) : word;
    }

    private String takeCliJson() {
        String job = cliJson();
        int at = cliJsonAt();
        command.set(at, command.get(at).equals(job) ? IN_OBJECT : CLI_JSON + "=" + IN_OBJECT);
        return job;
    }

    /** Gives the place of the word of the command that holds the wrapper's job; negative if there is none. */
    private int cliJsonAt() {
        for (int i = 0; command != null && i < command.size(); i++) {
            if (command.get(i).startsWith(CLI_JSON + "=")
                    || i > 0 && command.get(i - 1).equals(CLI_JSON)) {
                return i;
            }
        }
        return -1;
    }

    private int characters() {
        Map<String, Object> container = new LinkedHashMap<>();
        container.put("name", launch.container());
        container.put(
                "environment",
                environment.entrySet().stream()
                        .map(variable -> variable(variable.getKey(), variable.getValue()))
                        .toList());
        container.put("command", command);
        Map<String, Object> overrides = new LinkedHashMap<>();
        overrides.put("cpu", launch.cpu());
        overrides.put("memory", launch.memory());
        overrides.put("containerOverrides", List.of(container));
        return length(overrides);
    }

    private static Map<String, String> variable(String name, String value) {
        Map<String, String> pair = new LinkedHashMap<>();
        pair.put("name", name);
        pair.put("value", value);
        return pair;
    }

    private static int length(Object part) {
        return json(COUNTING, part).length;
    }

    private static byte[] json(ObjectMapper mapper, Object content) {
        try {
            return mapper.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written as JSON", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
