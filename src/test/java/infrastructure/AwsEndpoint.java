package infrastructure;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * What stands in for AWS while the modules of Terraform are applied. As a process of its own it starts the stand-in,
 * prints {@code endpoint ready ADDRESS: WHICH}, and ends together with it on SIGTERM.
 */
public final class AwsEndpoint implements AutoCloseable {

    /** The address that is used as it is, whatever answers there. */
    static final String GIVEN_ADDRESS = "AWS_ENDPOINT_URL";

    /** The token of a licence of LocalStack. */
    static final String LICENCE = "LOCALSTACK_AUTH_TOKEN";

    private static final DockerImageName LOCALSTACK =
            DockerImageName.parse("localstack/localstack-pro:4.14").asCompatibleSubstituteFor("localstack/localstack");
    private static final Path SCRIPT = Path.of("src", "test", "aws-emulator", "moto_ext.py");

    /** Which stand-in it is. */
    enum Kind {
        GIVEN("the address in " + GIVEN_ADDRESS),
        LOCALSTACK("LocalStack in a container"),
        EMULATOR("moto with " + SCRIPT);

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final Kind kind;
    private final URI address;
    private final AutoCloseable server;

    private AwsEndpoint(Kind kind, URI address, AutoCloseable server) {
        this.kind = kind;
        this.address = address;
        this.server = server;
    }

    /**
     * Chooses the stand-in. LocalStack has ECS and load balancers only with a licence, so without the token of one it
     * could not take the modules, and the emulator is used even where Docker is.
     *
     * @param environment the variables of this process
     * @param docker tells whether containers can be started; asked only if that matters
     */
    static Kind choose(Map<String, String> environment, BooleanSupplier docker) {
        if (!environment.getOrDefault(GIVEN_ADDRESS, "").isBlank()) {
            return Kind.GIVEN;
        }
        boolean licensed = !environment.getOrDefault(LICENCE, "").isBlank();
        return licensed && docker.getAsBoolean() ? Kind.LOCALSTACK : Kind.EMULATOR;
    }

    /**
     * Starts the stand-in that {@link #choose} names, and waits until it answers.
     *
     * @param log the file for what the emulator writes
     */
    static AwsEndpoint start(Map<String, String> environment, Path log) throws IOException, InterruptedException {
        Kind kind = choose(environment, () -> DockerClientFactory.instance().isDockerAvailable());
        return switch (kind) {
            case GIVEN -> new AwsEndpoint(kind, URI.create(environment.get(GIVEN_ADDRESS)), () -> {});
            case LOCALSTACK -> localStack(environment.get(LICENCE));
            case EMULATOR -> emulator(environment.getOrDefault("EMULATOR_PYTHON", "python3"), log);
        };
    }

    private static AwsEndpoint localStack(String licence) {
        LocalStackContainer container = new LocalStackContainer(LOCALSTACK).withEnv(LICENCE, licence);
        container.start();
        return new AwsEndpoint(Kind.LOCALSTACK, container.getEndpoint(), container);
    }

    private static AwsEndpoint emulator(String python, Path log) throws IOException, InterruptedException {
        int port = freePort();
        Files.createDirectories(log.toAbsolutePath().getParent());
        Process process = new ProcessBuilder(python, SCRIPT.toString(), "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        AwsEndpoint endpoint =
                new AwsEndpoint(Kind.EMULATOR, URI.create("http://127.0.0.1:" + port), () -> process.destroyForcibly()
                        .waitFor());
        while (!endpoint.answers()) {
            if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
                throw new IOException("the emulator ended at once:\n" + Files.readString(log));
            }
        }
        return endpoint;
    }

    private boolean answers() {
        try (InputStream answer = address.toURL().openStream()) {
            return answer.read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives a port of this machine that nobody listens at. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
    }

    /** @param arguments the file for what the emulator writes */
    public static void main(String[] arguments) throws Exception {
        AwsEndpoint endpoint;
        try {
            endpoint = start(System.getenv(), Path.of(arguments[0]));
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(endpoint::end, "aws-endpoint-end"));
        System.out.println("endpoint ready " + endpoint.address + ": " + endpoint.kind.words);
        new CountDownLatch(1).await();
    }

    private void end() {
        try {
            close();
        } catch (Exception e) {
            System.err.println("The stand-in for AWS cannot be ended: " + e);
        }
    }
}
