package wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shared.json.Json;

/** What the wrapper does with the trace that its run is part of. */
class WrapperTraceIT {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OWN = "00-11111111111111111111111111111111-2222222222222222-00";

    @TempDir
    private Path folder;

    private ServiceStub service;

    @BeforeEach
    void start() throws IOException {
        service = new ServiceStub().acceptResults();
    }

    @AfterEach
    void close() {
        service.close();
    }

    private WrapperJvm run(String trace) throws IOException {
        Map<String, String> environment = new HashMap<>(service.contract());
        environment.put("TRACEPARENT", trace);
        List<Map<String, Object>> actions = List.of(
                Map.of("stage", "start", "plugin", "http", "url", service.url("/started")),
                Map.of(
                        "stage",
                        "end",
                        "plugin",
                        "http",
                        "url",
                        service.url("/ended"),
                        "headers",
                        Map.of("Traceparent", OWN)));
        return WrapperJvm.start(
                folder,
                environment,
                "--cli-json",
                new String(Json.bytes(
                        Map.of("command", List.of("sh", "-c", "echo \"trace=$TRACEPARENT.\""), "actions", actions))));
    }

    private List<String> traceOf(String path) {
        return service.requests().stream()
                .filter(request -> request.call().endsWith(path))
                .map(request -> request.headers().getFirst("traceparent"))
                .toList();
    }

    @Test
    void shouldCarryTheTraceOnToCommandCallbacksAndActions() throws Exception {
        WrapperJvm wrapper = run(TRACE);

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).contains("trace=" + TRACE + ".");
        assertThat(traceOf(ServiceStub.BASE)).hasSize(2).containsOnly(TRACE);
        assertThat(traceOf("/results")).contains(TRACE);
        assertThat(traceOf("/started")).containsExactly(TRACE);
        assertThat(traceOf("/ended")).as("an action's own header").containsExactly(OWN);
        assertThat(traceOf("/bucket/results")).as("a presigned address").containsExactly((String) null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nX-Injected: 1",
            })
    void shouldCarryOnNothingThatIsNoTrace(String hostile) throws Exception {
        WrapperJvm wrapper = run(hostile);

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).contains("trace=.");
        assertThat(traceOf(ServiceStub.BASE)).hasSize(2).containsOnlyNulls();
        assertThat(traceOf("/started")).containsOnlyNulls();
        assertThat(service.requests())
                .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("X-injected"));
    }
}
