package local;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * The platform as a process of its own, for a packaged service that runs against it with {@code
 * --spring.config.additional-location=file:target/local/platform.properties}. It ends on SIGTERM.
 *
 * <ul>
 *   <li>{@code --properties=FILE} where the properties are written, {@code target/local/platform.properties} by default
 *   <li>{@code --data=DIRECTORY} keeps the data there
 *   <li>{@code --logs=DIRECTORY} where the containers' logs go
 *   <li>{@code --tasks=DIRECTORY} has files of tasks, from which task definitions are made
 *   <li>{@code --workers=N} starts so many workers of the fleet as processes of their own, none by default
 *   <li>{@code --exit-with-stdin} ends when standard input is closed, that is with the process that started it
 * </ul>
 */
final class StandAlone {

    /** Where a service listens that is told of no other port. */
    private static final int USUAL_PORT = 8080;

    private StandAlone() {}

    static void run(String[] arguments) throws Exception {
        var properties = Path.of("target", "local", "platform.properties");
        var options = LocalPlatform.Options.inMemory();
        var exitWithStdin = false;
        var workers = 0;
        for (var argument : arguments) {
            var value = argument.substring(argument.indexOf('=') + 1);
            if (argument.startsWith("--properties=")) {
                properties = Path.of(value);
            } else if (argument.startsWith("--data=")) {
                options = LocalPlatform.Options.keptIn(Path.of(value))
                        .withLogs(options.logs())
                        .withTasks(options.tasks());
            } else if (argument.startsWith("--logs=")) {
                options = options.withLogs(Path.of(value));
            } else if (argument.startsWith("--tasks=")) {
                options = options.withTasks(List.of(Path.of(value)));
            } else if (argument.startsWith("--workers=")) {
                workers = Integer.parseInt(value);
            } else if (argument.equals("--exit-with-stdin")) {
                exitWithStdin = true;
            } else {
                System.err.println("Unknown argument: " + argument);
                System.exit(2);
            }
        }
        run(options, properties.toAbsolutePath(), workers, exitWithStdin);
    }

    private static void run(LocalPlatform.Options options, Path properties, int workers, boolean exitWithStdin)
            throws Exception {
        LocalPlatform platform;
        try {
            platform = LocalPlatform.start(options);
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(platform), "local-platform-close"));
        PrivateFiles.write(properties, platform.properties());
        platform.addresses().forEach(System.out::println);
        for (var number = 1; number <= workers; number++) {
            var worker = platform.startWorker(
                    new LocalWorker.Options("worker-" + number, 2, options.tasks(), options.logs(), List.of()));
            System.out.println(worker.name() + " " + worker.page() + " token " + worker.token());
        }
        String token = platform.tokens().token(LocalApplication.TENANT);
        PrivateFiles.writeForExecctl(
                properties.resolveSibling(PrivateFiles.EXECCTL.getFileName()),
                USUAL_PORT,
                platform.tokens().operator(LocalApplication.TENANT, "admin"));
        System.out.println("token " + token);
        System.out.println("platform ready " + properties);
        if (exitWithStdin) {
            while (System.in.read() >= 0) {
                // Nothing is read but the end of the stream.
            }
            platform.close();
            System.exit(0);
        }
        new CountDownLatch(1).await();
    }

    /**
     * Closes the platform without Kafka's log. Kafka's own shutdown hook removes the broker's files at the same time,
     * about which the broker logs many errors.
     */
    private static void close(LocalPlatform platform) {
        for (var noisy : List.of("kafka", "org.apache.kafka", "org.springframework.kafka")) {
            ((Logger) LoggerFactory.getLogger(noisy)).setLevel(Level.OFF);
        }
        platform.close();
    }
}
