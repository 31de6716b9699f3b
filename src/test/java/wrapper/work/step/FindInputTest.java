package wrapper.work.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shared.part.PartsMessage;
import wrapper.ServiceStub;
import wrapper.call.HttpCalls;
import wrapper.work.exchange.InputAddresses;
import wrapper.work.exchange.ServiceAddress;
import wrapper.work.queue.Delivery;

class FindInputTest {
    private static final String ASK = "GET " + ServiceStub.BASE + "/input";

    private final HttpCalls http = new HttpCalls();
    private ServiceStub service;
    private FindInput step;
    private boolean stopping;

    @BeforeEach
    void start() throws IOException {
        service = new ServiceStub();
        step = new FindInput(new InputAddresses(http), () -> stopping);
    }

    @AfterEach
    void close() {
        service.close();
        http.close();
    }

    private Work found(Map<String, String> environment) {
        Work work = new Work(new Delivery("m", "", "r", 1));
        PartsMessage message = new PartsMessage(
                "task",
                "tenant",
                "jit-1",
                "e-1",
                1,
                "0.1",
                List.of(new PartsMessage.Part(0, null)),
                1L,
                environment,
                null,
                60,
                service.url(ServiceStub.BASE),
                ServiceStub.TOKEN);
        work.read(message, ServiceAddress.of(message.callbackUrl(), message.token(), Map.of(), Optional.empty()));
        step.perform(work);
        return work;
    }

    private static Map<String, String> environment(Work work) {
        return ((PartsMessage) work.message()).environment();
    }

    @Test
    void shouldTellPartsWhereTheirInputIsAndAskOnceForAJob() {
        service.answer(
                "GET", ServiceStub.BASE + "/input", 200, "{\"name\":\"a\",\"url\":\"http://s3/a?X\",\"size\":7}");

        for (int bundle = 0; bundle < 3; bundle++) {
            Work work = found(Map.of("EXECUTION_INPUT", "a", "A", "b"));
            assertThat(work.isReady()).isTrue();
            assertThat(environment(work))
                    .isEqualTo(Map.of(
                            "EXECUTION_INPUT", "a",
                            "A", "b",
                            "PART_INPUT_URL", "http://s3/a?X",
                            "PART_INPUT_SIZE", "7"));
        }
        assertThat(service.calls()).containsExactly(ASK);
    }

    @Test
    void shouldAskForNothingWhereTheJobHasNoInput() {
        assertThat(environment(found(Map.of("A", "b")))).isEqualTo(Map.of("A", "b"));
        assertThat(service.calls()).isEmpty();
    }

    @Test
    void shouldLetThePartsFailWhoseInputIsNotThere() {
        service.answer("GET", ServiceStub.BASE + "/input", 404, "{}");

        Work work = found(Map.of("EXECUTION_INPUT", "a"));

        assertThat(work.isReady()).isTrue();
        assertThat(environment(work)).doesNotContainKey("PART_INPUT_URL");
    }

    @Test
    void shouldLeaveTheMessageWhereTheServiceDoesNotAnswer() {
        stopping = true;
        service.answer("GET", ServiceStub.BASE + "/input", 503, "{}");

        Work work = found(Map.of("EXECUTION_INPUT", "a"));

        assertThat(work.isReady()).isFalse();
        assertThat(work.settlement()).isInstanceOf(Work.Leave.class);
    }
}
