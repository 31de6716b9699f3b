package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import local.Names;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SweepSharesIT {

    @Test
    void shouldShareTheShardsWithAnotherInstanceAndTakeThemBackWhenItStops() {
        try (RunningService ignored = RunningService.start(SharedPlatform.get())) {
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
    }

    /** Gives the leases that have neither run out nor been given up. */
    private static java.util.stream.Stream<String> leaseOwners() {
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
