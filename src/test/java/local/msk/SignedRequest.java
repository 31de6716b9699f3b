package local.msk;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a client sends to sign in: a presigned GET of {@code kafka-cluster:Connect}, as JSON. */
final class SignedRequest {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Set<String> NOT_SIGNED = Set.of("version", "host", "user-agent", "x-amz-signature");
    private static final Map<String, String> PARAMETERS = Map.of(
            "action", "Action",
            "x-amz-algorithm", "X-Amz-Algorithm",
            "x-amz-credential", "X-Amz-Credential",
            "x-amz-date", "X-Amz-Date",
            "x-amz-expires", "X-Amz-Expires",
            "x-amz-security-token", "X-Amz-Security-Token",
            "x-amz-signedheaders", "X-Amz-SignedHeaders");

    private final Map<String, String> fields;

    private SignedRequest(Map<String, String> fields) {
        this.fields = fields;
    }

    static SignedRequest parse(byte[] json) throws IOException {
        return new SignedRequest(new ObjectMapper().readValue(json, new TypeReference<Map<String, String>>() {}));
    }

    /** Says what is wrong with the request; empty if nothing is. */
    Optional<String> problem(MskBroker broker, Instant now) {
        var credential = field("x-amz-credential").split("/");
        if (!"2020_10_22".equals(field("version")) || credential.length != 5) {
            return Optional.of("malformed request");
        }
        var key = broker.key(credential[0]);
        if (key.isEmpty()) {
            return Optional.of("unknown access key");
        }
        if (!"kafka-cluster:Connect".equals(field("action"))) {
            return Optional.of("wrong action");
        }
        if (!broker.hosts().contains(field("host"))) {
            return Optional.of("signed for another host");
        }
        if (!"kafka-cluster".equals(credential[3]) || !broker.region().equals(credential[2])) {
            return Optional.of("signed for another region or service");
        }
        var date = DATE.parse(field("x-amz-date"), Instant::from);
        if (date.isAfter(now.plus(SKEW))) {
            return Optional.of("signature not yet valid");
        }
        if (date.plusSeconds(Long.parseLong(field("x-amz-expires"))).isBefore(now)) {
            return Optional.of("signature expired");
        }
        return problem(key.get(), credential, now);
    }

    private Optional<String> problem(AccessKey key, String[] credential, Instant now) {
        if (!String.valueOf(key.sessionToken()).equals(String.valueOf(fields.get("x-amz-security-token")))) {
            return Optional.of("wrong session token");
        }
        if (key.expires() != null && key.expires().isBefore(now)) {
            return Optional.of("session token expired");
        }
        var expected = signature(key.secret(), credential);
        return MessageDigest.isEqual(bytes(expected), bytes(field("x-amz-signature")))
                ? Optional.empty()
                : Optional.of("signature does not match");
    }

    private String signature(String secret, String[] credential) {
        var query = new TreeMap<String, String>();
        fields.forEach((name, value) -> {
            if (!NOT_SIGNED.contains(name)) {
                query.put(PARAMETERS.getOrDefault(name, name), value);
            }
        });
        var canonical = String.join(
                "\n",
                "GET",
                "/",
                query.entrySet().stream()
                        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&")),
                "host:" + field("host"),
                "",
                "host",
                hash(""));
        var scope = String.join("/", credential[1], credential[2], credential[3], credential[4]);
        var text = String.join("\n", "AWS4-HMAC-SHA256", field("x-amz-date"), scope, hash(canonical));
        var key = bytes("AWS4" + secret);
        for (var part : scope.split("/")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private String field(String name) {
        return fields.getOrDefault(name, "");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
