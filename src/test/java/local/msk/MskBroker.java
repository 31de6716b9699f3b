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
 * A broker that is reached as MSK is with IAM: TLS with a certificate of its own, and the mechanism {@code AWS_MSK_IAM}, of
 * which the signature is really worked out again. What is checked can be changed while it runs; it counts for new connections.
 * It has no permissions: who is let in may do everything.
 */
public final class MskBroker extends KafkaServer {

    /** Name of the broker's property that says which of this JVM's brokers it is. */
    static final String ID = "local.msk.broker";

    private static final String PASSWORD = "changeit";
    private static final Map<String, MskBroker> BROKERS = new ConcurrentHashMap<>();

    /** A client signs for the name that its machine finds for the address. */
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

    /** Starts one with the topics of {@link Names} that knows no key yet. */
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

    /** A certificate for 127.0.0.1 and localhost that signs itself, and a truststore that holds it. */
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
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
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

    /** Truststore (PKCS12) that a client needs for the broker's certificate. */
    public Path truststore() {
        return certificates.resolve("trust.p12");
    }

    public String truststorePassword() {
        return PASSWORD;
    }

    /** From now on this key is known, in place of any other of its id. */
    public void know(AccessKey key) {
        keys.put(key.id(), key);
    }

    public void forget(String accessKeyId) {
        keys.remove(accessKeyId);
    }

    /** The region that the broker is in, and that has to be signed for. */
    public void region(String name) {
        region = name;
    }

    /** The name that the broker has, and that has to be signed for; null for the real one. */
    public void host(String name) {
        hosts = name == null ? OWN_NAMES : Set.of(name);
    }

    /** The broker's clock, against this machine's. */
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
