package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import documentation.MetricsPage;
import execution.model.ExecutionKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.Names;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The service with its standard settings. */
class RunningServiceIT {

    /** The lanes that metrics name where {@code execution.metrics.lanes} is not set. */
    private static final int MOST_LANES = 10;

    private static final int MORE = 40;

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(SharedPlatform.get());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void shouldRunAJobFromTheRequestToItsEnd() {
        String tenant = SharedPlatform.newTenant();

        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));

        assertThat(service.awaitStatus(key, "completed").get("exit_code").asInt())
                .isZero();
    }

    /** As a script does it, with execctl as the build lays it out. */
    @Test
    void shouldBeSteeredFromTheCommandLine(@TempDir Path folder) throws Exception {
        Path go = folder.resolve("go");
        SharedPlatform.registerProcess(
                "execctl-talk", "sh", "-c", "echo first; while [ ! -e " + go + " ]; do sleep 0.1; done; echo last");
        String tenant = SharedPlatform.newTenant();
        String[] trigger = {"trigger", "execctl-talk", "--asset", SharedPlatform.ASSET};

        String one = shouldEnd(0, execctl(tenant, trigger)).strip();
        String other = shouldEnd(0, execctl(tenant, trigger)).strip();
        Process logs = execctl(tenant, "logs", "-f", one);
        Process watch = execctl(tenant, "watch", "--exit-status", "--interval", "1", one);
        Process otherWatch = execctl(tenant, "watch", "--exit-status", "--interval", "1", other);
        for (String execution : List.of(one, other)) {
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> shouldEnd(0, execctl(tenant, "show", "-q", execution))
                            .equals("running\n"));
        }
        shouldEnd(0, execctl(tenant, "cancel", other));
        Files.createFile(go);

        assertThat(shouldEnd(0, watch)).contains("  running", "  completed");
        assertThat(shouldEnd(0, logs)).isEqualTo("first\nlast\n");
        assertThat(shouldEnd(2, otherWatch)).contains("  cancelled");
        assertThat(shouldEnd(0, execctl(tenant, "list", "-s", "completed"))).contains("execctl-talk");
        assertThat(shouldEnd(4, execctl("", "list"))).isEmpty();
    }

    private static Process execctl(String tenant, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bin/execctl"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("EXECCTL_URL", "http://127.0.0.1:" + service.port());
        builder.environment()
                .put(
                        "EXECCTL_TOKEN",
                        tenant.isEmpty() ? "" : SharedPlatform.get().tokens().token(tenant));
        return builder.start();
    }

    /** Waits for a process, and gives what it printed. */
    private static String shouldEnd(int code, Process process) throws Exception {
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isEqualTo(code);
        return printed;
    }

    @Test
    void shouldCountWhatAnExecutionDoesAndRegisterTheMetricsOfThePage() throws IOException {
        // Given
        double launched = launched();
        long parsed = counted("execution.results.reading", "parsed");
        String waiting = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(waiting, 0);

        // When
        ExecutionKey pending = service.trigger(waiting, RunningService.event("instant"));
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));
        service.awaitStatus(key, "completed");

        // Then
        await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> {
            assertThat(launched()).isGreaterThan(launched);
            assertThat(counted("execution.results.reading", "parsed")).isGreaterThan(parsed);
            assertThat(counted("execution.sweep", "done")).isPositive();
            assertThat(metrics().get("execution.publication.lag").timer().count())
                    .isPositive();
            assertThat(lanesNamed("execution.slots.limit")).isPositive();
        });
        assertThat(registered()).containsExactlyInAnyOrderElementsOf(MetricsPage.read());
        String read = service.metrics();
        assertThat(MetricsPage.read())
                .flatExtracting(MetricsPage.Metric::prometheus)
                .allMatch(name -> read.contains("\n" + name + "{") || read.contains("\n" + name + " "));
        service.cancel(pending);
    }

    /** A client of a service that not every installation uses registers its metrics with its first call. */
    private static Set<MetricsPage.Metric> registered() {
        return metrics().getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("execution."))
                .map(id -> new MetricsPage.Metric(
                        id.getName(),
                        id.getType().name().toLowerCase(Locale.ROOT),
                        Objects.toString(id.getBaseUnit(), ""),
                        id.getTags().stream().map(Tag::getKey).collect(Collectors.toSet())))
                .collect(Collectors.toSet());
    }

    private static MeterRegistry metrics() {
        return service.bean(MeterRegistry.class);
    }

    private static long counted(String timer, String outcome) {
        return metrics().get(timer).tag("outcome", outcome).timer().count();
    }

    private static double launched() {
        Counter counter =
                metrics().find("execution.launches").tag("outcome", "launched").counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void shouldKeepTheNumberOfSeriesBoundedWhateverTenantsAndJobsThereAre() {
        // Given
        List<ExecutionKey> first = ask(MOST_LANES + 2);
        await().atMost(RunningService.LONGEST_WAIT).until(() -> lanesNamed("execution.pending.age") == MOST_LANES);
        Set<String> before = series();

        // When
        List<ExecutionKey> keys = ask(MORE);

        // Then
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> metrics().get("execution.pending.lanes").gauge().value() >= MOST_LANES + 2 + MORE);
        Set<String> more = series();
        more.removeAll(before);
        assertThat(more.stream().filter(one -> !one.contains("tenant=")))
                .as("series of the routes that did not run before")
                .hasSizeLessThan(30)
                .noneMatch(one ->
                        keys.stream().anyMatch(key -> one.contains(key.executionId()) || one.contains(key.tenantId())))
                .noneMatch(one -> one.contains("job-of-"));
        assertThat(List.of("execution.pending.age", "execution.slots.used", "execution.slots.limit"))
                .allMatch(name -> lanesNamed(name) <= MOST_LANES);
        Stream.of(first, keys).flatMap(List::stream).forEach(service::cancel);
    }

    @Test
    void shouldCountForTheClassOfATenantThatTheSettingsName() {
        String tenant = SharedPlatform.newTenant();
        try (RunningService other =
                RunningService.start(SharedPlatform.get(), Map.of("execution.metrics.tenant-classes.gold", tenant))) {
            other.awaitStatus(other.trigger(tenant, RunningService.event("instant")), "completed");

            assertThat(other.metrics())
                    .contains("\nexecution_accepted_total{tenant_class=\"gold\"} 1")
                    .contains("\nexecution_accepted_total{tenant_class=\"default\"} 0")
                    .contains("\nexecution_waited_seconds_bucket{tenant_class=\"gold\",le=\"60.0\"}")
                    .contains("\nexecution_pending_oldest_seconds{tenant_class=\"gold\"}");
        }
    }

    /** Asks for executions that stay pending, each of another tenant and another job, and asks what they do. */
    private static List<ExecutionKey> ask(int executions) {
        return IntStream.range(0, executions)
                .mapToObj(i -> {
                    String tenant = SharedPlatform.newTenant();
                    SharedPlatform.limitSlots(tenant, 0);
                    ExecutionKey key = service.trigger(tenant, RunningService.event("job-of-" + tenant));
                    service.execution(key);
                    service.get(tenant, "/no-such-page/" + key.executionId());
                    return key;
                })
                .toList();
    }

    private static Set<String> series() {
        return metrics().getMeters().stream()
                .map(meter -> meter.getId().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long lanesNamed(String name) {
        return metrics().find(name).gauges().size();
    }

    @Test
    void shouldSayThatItIsAliveAndReadyAndWhatItDependsOn() {
        assertThat(service.management("/actuator/health/liveness")
                        .body()
                        .at("/status")
                        .asText())
                .isEqualTo("UP");
        assertThat(service.management("/actuator/health/readiness")
                        .body()
                        .at("/status")
                        .asText())
                .isEqualTo("UP");
        assertThat(service.management("/actuator/health")
                        .body()
                        .get("components")
                        .fieldNames())
                .toIterable()
                .contains("dependencies", "publication", "polling", "routes", "catalogue");
    }

    @Test
    void shouldNoteOnAFailureTheRouteThatItComesFrom() {
        Exchange failed = service.bean(ProducerTemplate.class)
                .send("direct:prepare-launch", exchange -> exchange.getMessage().setBody("no execution"));

        assertThat(failed.getException().getSuppressed())
                .singleElement()
                .hasToString("execution.logging.FailedRoutes$InRoute: prepare-launch");
    }

    @Test
    void shouldShareTheShardsWithAnotherInstanceAndTakeThemBackWhenItStops() {
        try (RunningService other = RunningService.start(SharedPlatform.get())) {
            await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(leaseOwners()
                            .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()))
                            .values())
                    .containsExactly(2L, 2L));
        }
        await().atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() -> assertThat(leaseOwners().toList())
                        .hasSize(4)
                        .allMatch(List.of(leaseOwners().findFirst().orElseThrow())::contains));
    }

    /** Gives the leases that have neither run out nor been given up. */
    private static Stream<String> leaseOwners() {
        return IntStream.range(0, 4)
                .mapToObj(shard -> SharedPlatform.get()
                        .dynamoDb()
                        .getItem(get -> get.tableName(Names.EXECUTIONS_TABLE)
                                .consistentRead(true)
                                .key(Map.of(
                                        "PK", AttributeValue.fromS("LEASE#sweep-" + shard),
                                        "SK", AttributeValue.fromS("LEASE"))))
                        .item())
                .filter(lease -> lease.containsKey("expires_at")
                        && Long.parseLong(lease.get("expires_at").n()) > System.currentTimeMillis())
                .map(lease -> lease.get("lease_owner").s());
    }
}
