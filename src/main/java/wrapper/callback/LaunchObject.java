package wrapper.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import shared.json.Json;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.config.Contract;
import wrapper.config.PlatformCharset;
import wrapper.run.Stop;

/**
 * That part of the launch which the platform did not take, as the service keeps it for this attempt.
 *
 * @param environment further variables of the command's environment
 * @param cliJson what {@code --cli-json} stands for where its value is {@link #IN_OBJECT}; empty if the command has it
 * @param failure why the object could not be read, in words for the service; empty if it was read
 */
public record LaunchObject(Map<String, String> environment, Optional<String> cliJson, Optional<String> failure) {
    /** The value of {@code --cli-json} that is in the object. */
    public static final String IN_OBJECT = "@launch";

    // Twice what the service lets a launch have.
    private static final int MOST_BYTES = 128 * 1024;
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * Reads the object. It is taken only if it has the SHA-256 that the contract names, so nothing else can stand in
     * its place.
     *
     * @param contract names the SHA-256
     * @param stop the request to stop, which ends the calls
     */
    public static LaunchObject fetch(Contract contract, HttpCalls http, Stop stop) {
        try {
            byte[] bytes = http.json(
                    "GET",
                    new CallbackClient(contract, http, stop).launch(),
                    Map.of(),
                    null,
                    new CallLimit(LONGEST, stop::requested));
            return read(bytes, contract.launch().orElseThrow());
        } catch (CallFailedException e) {
            return failed(e.getMessage());
        }
    }

    /**
     * Reads the bytes of the object.
     *
     * @param sha256 what the bytes must have, in lower-case hexadecimal digits
     */
    static LaunchObject read(byte[] bytes, String sha256) {
        if (bytes.length > MOST_BYTES) {
            return failed("the object has more than " + MOST_BYTES + " bytes");
        }
        if (!sha256.equals(sha256(bytes))) {
            return failed("the object is not the one that the service wrote for this attempt");
        }
        Optional<ObjectNode> object = Json.object(bytes);
        if (object.isEmpty()) {
            return failed("the object is not JSON");
        }
        Map<String, String> environment = new HashMap<>();
        CharsetEncoder encoder = Charset.forName(PlatformCharset.name()).newEncoder();
        for (Map.Entry<String, JsonNode> variable :
                object.get().path("environment").properties()) {
            String name = variable.getKey();
            String value = variable.getValue().textValue();
            if (!NAME.matcher(name).matches() || value == null || value.indexOf('\0') >= 0) {
                return failed("the object has a variable that no program can be given");
            }
            if (!encoder.canEncode(value)) {
                return failed("variable %s has characters that %s lacks: %s"
                        .formatted(name, PlatformCharset.name(), PlatformCharset.REMEDY));
            }
            environment.put(name, value);
        }
        return new LaunchObject(
                environment, Optional.ofNullable(object.get().path("cli_json").textValue()), Optional.empty());
    }

    private static LaunchObject failed(String why) {
        return new LaunchObject(Map.of(), Optional.empty(), Optional.of("could not start: launch: " + why));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Leaves the values out, which may be long. */
    @Override
    public String toString() {
        return "launch object with " + environment.size() + " variables";
    }
}
