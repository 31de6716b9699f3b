package local;

import java.nio.file.Path;
import launcher.ExecutionServiceApplication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * The whole service on embedded servers, in one JVM: what {@code ./mvnw spring-boot:test-run} starts. With
 * {@code --local.data=target/local} the data stays there over a restart.
 */
@SpringBootApplication
public class LocalApplication {

    private static final Logger LOG = LoggerFactory.getLogger(LocalApplication.class);

    /** Tenant of the printed token and of the seeded asset. */
    public static final String TENANT = "demo";

    public static void main(String[] args) {
        try {
            run(args);
        } catch (Throwable e) {
            // The threads of the embedded servers would keep the JVM alive although it serves nobody.
            LOG.debug("The local application did not start", e);
            System.exit(1);
        }
    }

    private static void run(String[] args) {
        String data = new SimpleCommandLinePropertySource(args).getProperty("local.data");
        LocalPlatform platform = LocalPlatform.start(
                data == null ? LocalPlatform.Options.inMemory() : LocalPlatform.Options.keptIn(Path.of(data)));
        SpringApplication application = new SpringApplication(ExecutionServiceApplication.class);
        SpringApplication.getShutdownHandlers().add(platform::close);
        // These properties go before application.yaml, and the command line goes before them.
        platform.properties().forEach(System.getProperties()::putIfAbsent);
        ConfigurableApplicationContext context = application.run(args);
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        platform.addresses().forEach(System.out::println);
        System.out.println(
                "ready http://127.0.0.1:" + port + " token " + platform.tokens().token(TENANT));
    }
}
