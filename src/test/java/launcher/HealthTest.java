package launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

    private static final String SERVICE = "http://127.0.0.1:%d/actuator/health/liveness";
    private static final String WORKER = "http://127.0.0.1:%d/worker/health";

    private static String address(Map<String, String> environment, String... words) {
        return Health.address(List.of(words), environment).orElse("nobody");
    }

    @Test
    void shouldAskTheRoleOfTheFirstProcess() {
        assertThat(address(Map.of(), "java", "@/opt/execution-service/serve.args", "/opt/execution-service/bin/serve"))
                .isEqualTo(SERVICE.formatted(8080));
        assertThat(address(Map.of(), "/sbin/docker-init", "--", "work", "--queue", "serve"))
                .isEqualTo(WORKER.formatted(8070));
        assertThat(address(Map.of(), "java", "@/opt/twrap/cache/wrap.args", "/bin/wrap", "--cli-json", "serve"))
                .isEqualTo("nobody");
        assertThat(address(Map.of(), "/bin/produce", "--topic", "work")).isEqualTo("nobody");
        assertThat(address(Map.of(), "sleep", "infinity")).isEqualTo("nobody");
    }

    @Test
    void shouldAskAtThePortOfTheRole() {
        assertThat(address(Map.of("SERVER_PORT", "81"), "serve")).isEqualTo(SERVICE.formatted(81));
        assertThat(address(Map.of("SERVER_PORT", "81"), "serve", "--server.port=82"))
                .isEqualTo(SERVICE.formatted(82));
        assertThat(address(Map.of("WORK_PORT", "83"), "work")).isEqualTo(WORKER.formatted(83));
        assertThat(address(Map.of("WORK_PORT", "83"), "work", "--port", "84")).isEqualTo(WORKER.formatted(84));
        assertThat(address(Map.of(), "work", "--port=85")).isEqualTo(WORKER.formatted(85));
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1"})
    void shouldEndWithOneUnlessTheAnswerIsGood(int status, int exitCode) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(exitCode("http://127.0.0.1:" + server.getAddress().getPort()))
                    .isEqualTo(exitCode);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldEndWithOneIfNobodyAnswersOrTheAddressIsNone() throws Exception {
        assertThat(exitCode("http://127.0.0.1:1")).isEqualTo(1);
        assertThat(exitCode("file:/etc/passwd")).isEqualTo(1);
        assertThat(exitCode("no address")).isEqualTo(1);
    }

    private static int exitCode(String address) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("target", "classes").toString(),
                        Health.class.getName(),
                        address)
                .inheritIO()
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
