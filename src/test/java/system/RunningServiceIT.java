package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.Names;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The service with its standard settings. */
class RunningServiceIT {

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
