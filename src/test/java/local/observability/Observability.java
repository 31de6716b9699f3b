package local.observability;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Container;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;

/**
 * Shows metrics, alerts and traces of a service in this JVM on a page beside it: what
 * {@code --local.observability=true} starts. The page is a web application of its own on the service's port: no filter
 * of the service sees its requests.
 */
public final class Observability implements BeanPostProcessor, AutoCloseable {

    /** Where the page is on the service's port. */
    public static final String PATH = "/observability";

    private static final Logger LOG = LoggerFactory.getLogger(Observability.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final TraceCollector traces;
    private final MetricSamples metrics = new MetricSamples();
    private final ObservabilityPage page;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "observability");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String prometheus;

    private Observability() throws IOException {
        traces = TraceCollector.start();
        page = new ObservabilityPage(Dashboard.read(), metrics, traces);
    }

    /** Starts the collector of traces. The folder observability has to be in the working directory. */
    public static Observability start() throws IOException {
        return new Observability();
    }

    /** Gives the value of {@code execution.tracing.endpoint}. */
    public String tracesEndpoint() {
        return traces.endpoint();
    }

    /**
     * Reads the metrics from now on.
     *
     * @param address of the metrics in Prometheus's format
     */
    public void readMetrics(String address) {
        prometheus = address;
        reader.scheduleWithFixedDelay(this::read, 0, MetricSamples.STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(prometheus))
                    .timeout(LONGEST)
                    .build();
            String text =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            metrics.add(System.currentTimeMillis() / 1000.0, text);
        } catch (IOException | RuntimeException e) {
            LOG.debug("The metrics cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        // The server of the management port is made by a context of its own.
        if (bean instanceof TomcatServletWebServerFactory factory) {
            factory.addContextCustomizers(context -> addTo(context.getParent()));
        }
        return bean;
    }

    private void addTo(Container host) {
        StandardContext context = new StandardContext();
        context.setName(PATH);
        context.setPath(PATH);
        context.addLifecycleListener(new Tomcat.FixContextListener());
        Tomcat.addServlet(context, "page", new Page(this));
        context.addServletMappingDecoded("/*", "page");
        host.addChild(context);
    }

    private static final class Page extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Observability shown;

        private Page(Observability shown) {
            this.shown = shown;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=utf-8");
            response.setHeader(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
                            + "form-action 'none'; frame-ancestors 'none'");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.getOutputStream().write(shown.page.html(shown.prometheus).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
        traces.close();
    }
}
