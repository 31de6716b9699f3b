package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import local.LocalTables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class MembersIT {

    private static final Duration LONG = Duration.ofHours(1);

    private final StoreFixture oneStore = StoreFixture.withSlots(1);
    private final StoreFixture otherStore = StoreFixture.withSlots(1);
    private final Members one = oneStore.members();
    private final Members other = otherStore.members();

    @AfterEach
    void leave() {
        one.leave();
        other.leave();
    }

    @Test
    void shouldKnowWhoIsAliveInTheSameOrderEverywhere() {
        assertThat(one.beat(LONG)).containsExactly(id(oneStore));

        assertThat(other.beat(LONG))
                .containsExactlyInAnyOrder(id(oneStore), id(otherStore))
                .isSorted();
    }

    @Test
    void shouldNotCountWhoHasLeft() {
        one.beat(LONG);

        one.leave();

        assertThat(other.beat(LONG)).containsExactly(id(otherStore));
    }

    @Test
    void shouldNotCountWhoWasNotHeardOfInTimeAndForgetItLater() {
        one.beat(Duration.ofMinutes(-30));
        assertThat(other.beat(LONG)).containsExactly(id(otherStore));
        assertThat(item(oneStore)).as("silent for half an hour").isNotEmpty();

        one.beat(Duration.ofMinutes(-90));
        other.beat(LONG);

        assertThat(item(oneStore)).as("silent for longer than an hour").isEmpty();
    }

    private static String id(StoreFixture fixture) {
        return fixture.instance.id();
    }

    private static Map<String, AttributeValue> item(StoreFixture fixture) {
        return LocalTables.get().item("INSTANCES", "INSTANCE#" + id(fixture));
    }
}
