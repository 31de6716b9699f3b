package local;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.catalina.Container;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;

/**
 * Puts Swagger UI beside the service, on the service's own port, so that a browser lets the page send requests to the
 * service. The page is a web application of its own: no filter of the service sees requests for its files.
 */
final class SwaggerUi implements BeanPostProcessor {

    static final String PATH = "/swagger-ui";

    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private static final String INITIALIZER =
            """
            window.onload = () => {
              window.ui = SwaggerUIBundle({
                url: '/openapi.yaml',
                dom_id: '#swagger-ui',
                validatorUrl: null,
                presets: [SwaggerUIBundle.presets.apis],
              });
            };
            """;

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof TomcatServletWebServerFactory factory) {
            factory.addContextCustomizers(context -> addTo(context.getParent()));
        }
        return bean;
    }

    private static void addTo(Container host) {
        StandardContext context = new StandardContext();
        context.setName(PATH);
        context.setPath(PATH);
        context.addLifecycleListener(new Tomcat.FixContextListener());
        Tomcat.addServlet(context, "files", new Files());
        context.addServletMappingDecoded("/*", "files");
        host.addChild(context);
    }

    /** Gives the files of the webjar, and in place of one of them how the page is to begin. */
    private static final class Files extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private static final Pattern NAME = Pattern.compile("[a-z0-9-]+\\.(html|css|js|png)");

        private static final Map<String, String> TYPES = Map.of(
                "html", "text/html;charset=utf-8",
                "css", "text/css;charset=utf-8",
                "js", "text/javascript;charset=utf-8",
                "png", "image/png");

        private final String folder = "META-INF/resources/webjars/swagger-ui/" + version() + "/";

        private static String version() {
            try (InputStream file = SwaggerUi.class.getClassLoader().getResourceAsStream(WEBJAR)) {
                Properties properties = new Properties();
                properties.load(file);
                return properties.getProperty("version");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getPathInfo();
            if (path == null) {
                // The page names its files by relative paths.
                response.sendRedirect(PATH + "/");
                return;
            }
            String name = path.equals("/") ? "index.html" : path.substring(1);
            byte[] file = NAME.matcher(name).matches() ? file(name) : null;
            if (file == null) {
                response.sendError(404);
                return;
            }
            response.setContentType(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            response.setHeader(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.getOutputStream().write(file);
        }

        private byte[] file(String name) throws IOException {
            if (name.equals("swagger-initializer.js")) {
                return INITIALIZER.getBytes(StandardCharsets.UTF_8);
            }
            try (InputStream file = SwaggerUi.class.getClassLoader().getResourceAsStream(folder + name)) {
                return file == null ? null : file.readAllBytes();
            }
        }
    }
}
