package execution.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import org.springframework.stereotype.Component;

/**
 * Marks the launches of parts. A task shows the mark of its launch when it claims a part, so that no task can claim the
 * parts of another launch. A mark is not stored: it is made again from what it marks. All marks are equally long.
 */
@Component
public class LaunchMarks {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{8})-([0-9a-f]{5})-([0-9a-f]{32})");
    private static final int SIGNATURE_DIGITS = 32;

    private final CallbackKey key;

    LaunchMarks(CallbackKey key) {
        this.key = key;
    }

    /**
     * What a mark says.
     *
     * @param launch the number of the launch within its attempt
     * @param block the first block that has parts of the launch
     */
    public record Marked(int launch, int block) {}

    /**
     * Makes a mark.
     *
     * @param attemptId the attempt that the launch is for
     */
    public String mark(String attemptId, Marked marked) {
        String plain = "%08x-%05x".formatted(marked.launch(), marked.block());
        return plain + "-" + signature(attemptId, plain);
    }

    /**
     * Reads a mark that came from outside.
     *
     * @return empty if the service has made no such mark for the attempt
     */
    public Optional<Marked> read(String attemptId, String mark) {
        Matcher form = FORM.matcher(mark);
        if (!form.matches()) {
            return Optional.empty();
        }
        String plain = form.group(1) + "-" + form.group(2);
        boolean isOurs = MessageDigest.isEqual(
                signature(attemptId, plain).getBytes(StandardCharsets.US_ASCII),
                form.group(3).getBytes(StandardCharsets.US_ASCII));
        return isOurs
                ? Optional.of(
                        new Marked(Integer.parseUnsignedInt(form.group(1), 16), Integer.parseInt(form.group(2), 16)))
                : Optional.empty();
    }

    private String signature(String attemptId, String plain) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.secret());
            // A token is signed with the same key. No token begins with these letters, so none is taken for a mark.
            byte[] signed = mac.doFinal(("launch " + attemptId + " " + plain).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(signed).substring(0, SIGNATURE_DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the callback key cannot sign", e);
        }
    }
}
