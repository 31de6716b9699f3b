package local.msk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import local.KafkaServer;
import local.Names;

/**
 * A broker that clients reach as they reach MSK with IAM: by TLS with a certificate of its own, and by the mechanism
 * {@code AWS_MSK_IAM}, whose signatures it computes again. Tests can change what the broker checks while it runs; the
 * change counts for new connections. The broker has no permissions, so a client that signed in may do everything.
 */
public final class MskBroker extends KafkaServer {

    /** The name of the broker's property that says which broker of this JVM it is. */
    static final String ID = "local.msk.broker";

    private static final String PASSWORD = "changeit";
    private static final Map<String, MskBroker> BROKERS = new ConcurrentHashMap<>();

    /** The name that a client signs for: the one that its machine finds for the address. */
    private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost");

    private final String id;
    private final Path certificates;
    private final Map<String, AccessKey> keys = new ConcurrentHashMap<>();
    private volatile String region = Names.REGION.id();
    private volatile Set<String> hosts = OWN_NAMES;
    private volatile Duration clockOffset = Duration.ZERO;

    private MskBroker(String id, Path certificates) {
        super("SASL_SSL", properties(id, certificates));
        this.id = id;
        this.certificates = certificates;
    }

    /** Starts a broker with the topics of {@link Names}. It knows no key yet. */
    public static MskBroker start() {
        SignedInServer.register();
        var id = UUID.randomUUID().toString();
        var broker = new MskBroker(id, certificates());
        BROKERS.put(id, broker);
        broker.startAgain();
        broker.createTopics(Names.EVENTS_TOPIC, Names.RESULTS_TOPIC);
        return broker;
    }

    private static Map<String, String> properties(String id, Path certificates) {
        var listener = "listener.name.outside.";
        var mechanism = listener + SignedInServer.MECHANISM.toLowerCase() + ".";
        var properties = new HashMap<String, String>();
        properties.put(ID, id);
        properties.put("sasl.enabled.mechanisms", SignedInServer.MECHANISM);
        properties.put(mechanism + "sasl.jaas.config", SignedInServer.NoLogin.class.getName() + " required;");
        properties.put(
                listener + "ssl.keystore.location",
                certificates.resolve("broker.p12").toString());
        properties.put(listener + "ssl.keystore.type", "PKCS12");
        properties.put(listener + "ssl.keystore.password", PASSWORD);
        properties.put(listener + "ssl.key.password", PASSWORD);
        return properties;
    }

    /** Makes a self-signed certificate for 127.0.0.1 and localhost, and a truststore that holds it. */
    private static Path certificates() {
        try {
            var directory = Files.createTempDirectory("msk-certificates");
            keytool(
                    directory,
                    "-genkeypair",
                    "-keystore",
                    "broker.p12",
                    "-alias",
                    "broker",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-validity",
                    "2",
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost");
            keytool(directory, "-exportcert", "-keystore", "broker.p12", "-alias", "broker", "-file", "broker.cer");
            keytool(
                    directory,
                    "-importcert",
                    "-noprompt",
                    "-keystore",
                    "trust.p12",
                    "-alias",
                    "broker",
                    "-file",
                    "broker.cer");
            return directory;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path directory, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes());
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static MskBroker byId(String id) {
        return Optional.ofNullable(BROKERS.get(id)).orElseThrow(() -> new IllegalStateException("no broker " + id));
    }

    /** Gives the truststore (PKCS12) that clients need to trust the broker's certificate. */
    public Path truststore() {
        return certificates.resolve("trust.p12");
    }

    public String truststorePassword() {
        return PASSWORD;
    }

    /** Accepts this key from now on, in place of any other key with the same id. */
    public void know(AccessKey key) {
        keys.put(key.id(), key);
    }

    public void forget(String accessKeyId) {
        keys.remove(accessKeyId);
    }

    /** Sets the region of the broker, which clients have to sign for. */
    public void region(String name) {
        region = name;
    }

    /** Sets the name of the broker, which clients have to sign for; null for the real one. */
    public void host(String name) {
        hosts = name == null ? OWN_NAMES : Set.of(name);
    }

    /** Sets how far the broker's clock is from this machine's. */
    public void clockOffset(Duration offset) {
        clockOffset = offset;
    }

    Optional<AccessKey> key(String accessKeyId) {
        return Optional.ofNullable(keys.get(accessKeyId));
    }

    String region() {
        return region;
    }

    Set<String> hosts() {
        return hosts;
    }

    Instant now() {
        return Instant.now().plus(clockOffset);
    }

    @Override
    public void close() {
        super.close();
        BROKERS.remove(id);
        try (var files = Files.walk(certificates)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
