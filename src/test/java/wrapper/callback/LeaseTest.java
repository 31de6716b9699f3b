package wrapper.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shared.json.Json;
import wrapper.ServiceStub;
import wrapper.call.HttpCalls;
import wrapper.config.Contract;
import wrapper.config.InputProblems;
import wrapper.run.Stop;
import wrapper.run.SupersededException;

class LeaseTest {
    private static final String PATCH = "PATCH " + ServiceStub.BASE;

    private final HttpCalls http = new HttpCalls();
    private final Stop stop = new Stop(Duration.ofSeconds(30));
    private ServiceStub service;
    private CallbackClient callbacks;
    private Lease lease;

    @BeforeEach
    void start() throws IOException {
        service = new ServiceStub();
        Map<String, String> variables = new HashMap<>(service.contract());
        variables.put("EXECUTION_LEASE_SECONDS", "3600");
        Contract contract = Contract.parse(variables, new InputProblems()).orElseThrow();
        callbacks = new CallbackClient(contract, http, stop);
        lease = new Lease(callbacks, contract.lease().orElseThrow(), Duration.ofMillis(10), stop);
    }

    @AfterEach
    void close() {
        lease.release();
        service.close();
        http.close();
    }

    @Test
    void shouldNameTheSameRunInAllItsReports() throws Exception {
        lease.take();
        await().until(() -> service.bodies(PATCH).size() >= 3);
        lease.release();
        callbacks.ended(Json.object().put("status", "completed"));

        List<String> runs = service.bodies(PATCH).stream()
                .map(body -> Json.object(body.getBytes())
                        .orElseThrow()
                        .path("invocation_id")
                        .textValue())
                .toList();
        assertThat(runs).doesNotContainNull();
        assertThat(runs.stream().distinct()).hasSize(1);
        assertThat(service.bodies(PATCH).get(0)).contains("\"status\":\"running\"");
        assertThat(stop.requested()).isFalse();
    }

    @Test
    void shouldNameTheRunAsItIsTold() throws Exception {
        Map<String, String> variables = new HashMap<>(service.contract());
        variables.put("EXECUTION_INVOCATION_ID", "worker-1/run-2");
        Contract contract = Contract.parse(variables, new InputProblems()).orElseThrow();

        new CallbackClient(contract, http, stop).running();

        assertThat(service.bodies(PATCH)).singleElement().asString().contains("\"invocation_id\":\"worker-1/run-2\"");
    }

    @Test
    void shouldNotRunWhereTheServiceRefuses() {
        service.answer("PATCH", ServiceStub.BASE, 409, "{}");

        assertThatThrownBy(lease::take).isInstanceOf(SupersededException.class);
        assertThat(service.bodies(PATCH)).hasSize(1);
    }

    @Test
    void shouldNotRunWhereTheServiceCannotBeAsked() {
        service.answer("PATCH", ServiceStub.BASE, 403, "{}");

        assertThatThrownBy(lease::take).isInstanceOf(SupersededException.class);
    }

    @Test
    void shouldStopWhenTheServiceWantsIt() throws Exception {
        service.answer("PATCH", ServiceStub.BASE, 200, "{}").answer("PATCH", ServiceStub.BASE, 409, "{}");

        lease.take();

        await().until(stop::requested);
        assertThat(service.bodies(PATCH)).hasSize(2);
    }

    @Test
    void shouldStopWhenTheServiceHasNotAnsweredForTheLease() throws Exception {
        Lease second = new Lease(callbacks, Duration.ofSeconds(1), stop);
        service.answer("PATCH", ServiceStub.BASE, 200, "{}").answer("PATCH", ServiceStub.BASE, 503, "{}");

        second.take();

        await().until(stop::requested);
        assertThat(stop.timeout())
                .as("the command has ended when the lease is over")
                .isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void shouldNotStopForAFewAnswersThatAreMissing() throws Exception {
        service.answer("PATCH", ServiceStub.BASE, 200, "{}")
                .answer("PATCH", ServiceStub.BASE, 503, "{}")
                .answer("PATCH", ServiceStub.BASE, 200, "{}");

        lease.take();

        await().until(() -> service.bodies(PATCH).size() >= 6);
        assertThat(stop.requested()).isFalse();
    }
}
