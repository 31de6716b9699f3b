import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A receiver of webhooks that checks each signature: java ReceiveWebhooks.java 9000 whsec_...
 *
 * It prints each event once, and what it refuses. It needs nothing but a JDK.
 */
public class ReceiveWebhooks {

    /** How old a message may be, in seconds, and how far ahead its sender's clock. */
    static final long TOLERANCE = 300;

    /** The ids that were seen; a real receiver keeps them where it keeps what it makes of the events. */
    static final Set<String> SEEN = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > 100_000;
        }
    });

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", Integer.parseInt(arguments[0])), 0);
        server.createContext("/", exchange -> receive(exchange, arguments[1]));
        server.start();
        System.out.println("listening on port " + server.getAddress().getPort());
    }

    static void receive(HttpExchange exchange, String secret) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(1_000_000);
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        boolean isGood = verify(
                secret,
                id,
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                body,
                System.currentTimeMillis() / 1_000);
        if (!isGood) {
            System.out.println("refused");
        } else if (SEEN.add(id)) {
            System.out.println("event " + new String(body, StandardCharsets.UTF_8));
        }
        exchange.sendResponseHeaders(isGood ? 204 : 401, -1);
        exchange.close();
    }

    // verify-begin
    /** Tells whether a message is from the service, and is not an old one that somebody sends again. */
    static boolean verify(String secret, String id, String timestamp, String signatures, byte[] body, long now) {
        if (id == null || timestamp == null || signatures == null || !timestamp.matches("[0-9]{1,12}")) {
            return false;
        }
        if (Math.abs(now - Long.parseLong(timestamp)) > TOLERANCE) {
            return false;
        }
        byte[] wanted;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            wanted = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        boolean isSigned = false;
        for (String signature : signatures.split(" ")) {
            isSigned |= MessageDigest.isEqual(wanted, signature.getBytes(StandardCharsets.UTF_8));
        }
        return isSigned;
    }
    // verify-end
}
