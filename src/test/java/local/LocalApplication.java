package local;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import launcher.ExecutionServiceApplication;
import local.observability.Observability;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * The whole service on embedded servers, in one JVM: what {@code ./mvnw spring-boot:test-run} starts. With
 * {@code --local.data=target/local} the data stays there over a restart. Two workers of the fleet run beside it as
 * processes of their own; {@code --local.workers=0} starts none. With {@code --local.observability=true} a page shows
 * metrics, alerts and traces.
 */
@SpringBootApplication
public class LocalApplication {

    private static final Logger LOG = LoggerFactory.getLogger(LocalApplication.class);

    /** Tenant of the printed token and of the seeded asset. */
    public static final String TENANT = "demo";

    private static final String WORKERS = "2";
    private static final int CAPACITY = 2;

    /** Who signs in to the pages. */
    private static final String USER = System.getenv().getOrDefault("GATEWAY_HTTP_USER", "fossa");

    public static void main(String[] args) {
        try {
            run(args);
        } catch (Throwable e) {
            // The threads of the embedded servers would keep the JVM alive although it serves nobody.
            LOG.debug("The local application did not start", e);
            System.exit(1);
        }
    }

    private static void run(String[] args) throws IOException {
        SimpleCommandLinePropertySource arguments = new SimpleCommandLinePropertySource(args);
        String data = arguments.getProperty("local.data");
        LocalPlatform.Options options =
                data == null ? LocalPlatform.Options.inMemory() : LocalPlatform.Options.keptIn(Path.of(data));
        LocalPlatform platform = LocalPlatform.start(options.withTasks(folders(arguments)));
        SpringApplication application = new SpringApplication(ExecutionServiceApplication.class);
        application.addInitializers(context -> context.getBeanFactory().addBeanPostProcessor(new SwaggerUi()));
        SpringApplication.getShutdownHandlers().add(platform::close);
        Optional<Observability> observability = observability(arguments, application);
        // These properties go before application.yaml, and the command line goes before them.
        platform.properties().forEach(System.getProperties()::putIfAbsent);
        if (arguments.containsProperty("execution.routes-dir")) {
            System.getProperties().putIfAbsent("execution.routes-reload", "true");
        }
        String password = password();
        List<LocalWorker.PageAccess> pages = pagesOfWorkers(workers(arguments));
        ConfigurableApplicationContext context = application.run(args);
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        platform.addresses().forEach(System.out::println);
        for (int i = 0; i < pages.size(); i++) {
            LocalWorker worker = platform.startWorker(new LocalWorker.Options(
                    "worker-" + (i + 1),
                    CAPACITY,
                    folders(arguments),
                    LocalPlatform.Options.DEFAULT_LOGS,
                    List.of(),
                    pages.get(i)));
            System.out.println(worker.name() + " " + worker.page() + " token " + worker.token());
        }
        System.out.println("swagger http://127.0.0.1:" + port + SwaggerUi.PATH + "/");
        System.out.println("pages http://127.0.0.1:" + port + "/ui user " + USER + " password " + password);
        observability.ifPresent(shown -> {
            shown.readMetrics("http://127.0.0.1:" + context.getEnvironment().getProperty("local.management.port")
                    + "/actuator/prometheus");
            System.out.println("observability http://127.0.0.1:" + port + Observability.PATH + "/");
        });
        String token = platform.tokens().token(TENANT);
        PrivateFiles.writeForExecctl(
                PrivateFiles.EXECCTL, port, platform.tokens().operator(TENANT, "admin"));
        System.out.println("ready http://127.0.0.1:" + port + " token " + token);
    }

    /** Lets a page show metrics and traces, if the argument asks for it. */
    private static Optional<Observability> observability(
            SimpleCommandLinePropertySource arguments, SpringApplication application) throws IOException {
        if (!Boolean.parseBoolean(arguments.getProperty("local.observability"))) {
            return Optional.empty();
        }
        Observability observability = Observability.start();
        SpringApplication.getShutdownHandlers().add(observability::close);
        System.getProperties().putIfAbsent("execution.tracing.endpoint", observability.tracesEndpoint());
        application.addInitializers(context -> context.getBeanFactory().addBeanPostProcessor(observability));
        return Optional.of(observability);
    }

    /** Lets somebody sign in to the pages, with a new password for each start unless the variable gives one. */
    private static String password() {
        String password = System.getenv().getOrDefault("GATEWAY_HTTP_PASSWORD", secret());
        System.getProperties().putIfAbsent("execution.gateway.http.user", USER);
        System.getProperties().putIfAbsent("execution.gateway.http.password", password);
        return System.getProperty("execution.gateway.http.password");
    }

    /** Tells the service, before it starts, where the pages of the workers will listen, and their one token. */
    private static List<LocalWorker.PageAccess> pagesOfWorkers(int workers) {
        String token = secret();
        List<LocalWorker.PageAccess> pages = Stream.generate(() -> LocalWorker.PageAccess.with(token))
                .limit(workers)
                .toList();
        System.getProperties().putIfAbsent("execution.gateway.worker-token", token);
        System.getProperties()
                .putIfAbsent(
                        "execution.gateway.workers",
                        pages.stream().map(page -> "127.0.0.1:" + page.port()).collect(Collectors.joining(",")));
        return pages;
    }

    private static String secret() {
        byte[] random = new byte[9];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }

    private static int workers(SimpleCommandLinePropertySource arguments) {
        String workers = arguments.getProperty("local.workers");
        return Integer.parseInt(workers == null ? WORKERS : workers);
    }

    /** Gives the folders of tasks that the service is told of, of which the platform makes task definitions. */
    private static List<Path> folders(SimpleCommandLinePropertySource arguments) {
        String folders = arguments.getProperty("execution.tasks-dir");
        return folders == null
                ? List.of()
                : Arrays.stream(folders.split(",")).map(Path::of).toList();
    }
}
