package execution.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.fleet.WorkersProperties.Address;
import execution.operations.StartRefusedException;
import execution.runner.TaskPlatform;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class WorkerAddressesTest {

    private static final String ATTEMPT = "0123456789abcdef0123456789abcdef-1";
    private static final Address CONFIGURED = new Address("worker-1", 8070);

    @EnableConfigurationProperties(WorkersProperties.class)
    static class Settings {}

    /** A platform with one task. */
    private record OneTask(Entry entry) implements TaskPlatform {
        @Override
        public String cluster() {
            return "executions";
        }

        @Override
        public Part<Cluster> clusters(String after) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Part<Entry> tasks(String cluster, String after) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Entry> task(String cluster, String id) {
            return id.equals(entry.id()) ? Optional.of(entry) : Optional.empty();
        }
    }

    private static Optional<Address> asked(String status, String startedBy, String address) {
        return new WorkerAddresses(
                        new WorkersProperties(List.of(CONFIGURED), "t", 9000),
                        new OneTask(new TaskPlatform.Entry(
                                "task", "worker:1", "service:fleet", status, null, null, startedBy, address)))
                .ofTask("executions", "task");
    }

    @Test
    void shouldAskATaskThatRunsAtThePortOfWorkers() {
        assertThat(asked("RUNNING", "ecs-svc/1", "10.0.1.17")).contains(new Address("10.0.1.17", 9000));
        assertThat(asked("RUNNING", null, "203.0.113.9")).contains(new Address("203.0.113.9", 9000));
    }

    @Test
    void shouldNotGiveTheTokenToTheTaskOfAnAttemptOrToWhoeverHasTheAddressNow() {
        assertThat(asked("RUNNING", ATTEMPT, "10.0.1.17")).isEmpty();
        assertThat(asked("STOPPED", "ecs-svc/1", "10.0.1.17")).isEmpty();
        assertThat(asked("PENDING", "ecs-svc/1", null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "169.254.170.2",
                "169.254.169.254",
                "0.0.0.0",
                "224.0.0.1",
                "localhost",
                "10.0.0.1@x",
                "::1",
                ""
            })
    void shouldAskNoAddressAtWhichNoTaskCanBe(String address) {
        assertThat(asked("RUNNING", "ecs-svc/1", address)).isEmpty();
    }

    @Test
    void shouldAskThoseAddressesAloneThatAreConfigured() {
        WorkerAddresses addresses = new WorkerAddresses(new WorkersProperties(List.of(CONFIGURED), "t", 9000), null);

        assertThat(addresses.configured("worker-1:8070")).contains(CONFIGURED);
        for (String other : List.of("worker-1:8071", "worker-2:8070", "WORKER-1:8070", "worker-1:8070/x", "")) {
            assertThat(addresses.configured(other)).as(other).isEmpty();
        }
    }

    @Test
    void shouldReadTheAddressesOfTheConfiguration() {
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues("execution.gateway.workers=worker-1:8070,10.0.0.2:80,[fd00::1]:8070")
                .run(context -> assertThat(
                                context.getBean(WorkersProperties.class).workers())
                        .containsExactly(CONFIGURED, new Address("10.0.0.2", 80), new Address("[fd00::1]", 8070)));
        new ApplicationContextRunner().withUserConfiguration(Settings.class).run(context -> {
            assertThat(context.getBean(WorkersProperties.class).workers()).isEmpty();
            assertThat(context.getBean(WorkersProperties.class).workerPort()).isEqualTo(8070);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker",
                "worker:0",
                "worker:65536",
                "worker:99999999999",
                "a b:1",
                "a@b:1",
                "a/b:1",
                "http://a:1",
                ":1",
                "a:1#"
            })
    void shouldNotStartWithAnAddressThatIsNone(String address) {
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues("execution.gateway.workers[0]=" + address)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("execution.gateway.workers[0]")
                        .hasStackTraceContaining("allowed is host:port with a port from 1 to 65535"));
    }

    @Test
    void shouldNotStartWithMoreWorkersThanAPageShows() {
        assertThatThrownBy(() ->
                        new WorkerAddresses(new WorkersProperties(Collections.nCopies(51, CONFIGURED), "t", 1), null))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("execution.gateway.workers: allowed are up to 50");
    }
}
