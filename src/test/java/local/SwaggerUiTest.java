package local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

class SwaggerUiTest {

    private static WebServer server;

    @BeforeAll
    static void start() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        new SwaggerUi().postProcessBeforeInitialization(factory, "server");
        server = factory.getWebServer(context -> {});
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldGiveThePageAndAllThatItNames() throws Exception {
        HttpResponse<String> page = get("/swagger-ui/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("script-src 'self';");
        var names = Pattern.compile("(?:src|href)=\"\\./([^\"]+)\"").matcher(page.body());
        assertThat(names.results().map(result -> result.group(1)))
                .contains("swagger-ui-bundle.js", "swagger-initializer.js")
                .allSatisfy(name -> assertThat(get("/swagger-ui/" + name).statusCode())
                        .as(name)
                        .isEqualTo(200));
        assertThat(get("/swagger-ui").headers().firstValue("Location")).hasValue("/swagger-ui/");
        assertThat(page.body()).as("scripts in the page").doesNotContainPattern("<script[^>]*>\\s*[^<\\s]");
    }

    @Test
    void shouldReadTheContractOfTheServiceThatItStandsBeside() throws Exception {
        assertThat(get("/swagger-ui/swagger-initializer.js").body()).contains("'/openapi.yaml'");
    }

    @Test
    void shouldGiveNothingElse() throws Exception {
        assertThat(get("/swagger-ui/none.js").statusCode()).isEqualTo(404);
        assertThat(get("/swagger-ui/package.json").statusCode()).isEqualTo(404);
    }
}
