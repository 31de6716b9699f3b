package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import local.observability.Observability;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;

/** The page that --local.observability=true shows, beside a service that works. */
class ObservabilityIT {

    private static HttpResponse<String> page(RunningService service) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.port() + Observability.PATH + "/");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldShowAlertsMetricsAndTheTraceOfAnExecution() throws Exception {
        try (Observability observability = Observability.start();
                RunningService service = RunningService.start(
                        SharedPlatform.get(),
                        Map.of("execution.tracing.endpoint", observability.tracesEndpoint()),
                        observability)) {
            service.expectInAnswers(Observability.PATH);
            observability.readMetrics("http://127.0.0.1:"
                    + service.bean(Environment.class).getProperty("local.management.port") + "/actuator/prometheus");
            ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));
            service.awaitStatus(key, "completed");

            HttpResponse<String> page = await("the trace of " + key)
                    .atMost(RunningService.LONGEST_WAIT)
                    .until(
                            () -> page(service),
                            shown -> shown.body().contains(key.executionId())
                                    && shown.body().contains(">task</td>")
                                    && shown.body().contains("polyline"));

            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'");
            assertThat(page.body())
                    .contains("ExecutionSweepStopped", "Accepted and ended", "Budget of calls", ">allocation</td>")
                    .contains("<td class=\"inactive\">inactive</td>")
                    .doesNotContain("<script", "NaN");
        }
    }
}
