package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LeasesIT {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration OVER = Duration.ofHours(-1);

    private final String name = "lease-" + UUID.randomUUID();
    private final Leases one = StoreFixture.withSlots(1).leases();
    private final Leases other = StoreFixture.withSlots(1).leases();

    @Test
    void shouldBeHeldByOneInstanceUntilItIsOver() {
        assertThat(one.hold(name, LONG)).isTrue();
        assertThat(other.hold(name, LONG)).isFalse();
        assertThat(one.hold(name, OVER)).as("changed by its holder").isTrue();

        assertThat(other.hold(name, LONG)).isTrue();
        assertThat(one.hold(name, LONG)).isFalse();
    }

    @Test
    void shouldBeFreeForAnotherOnceItIsGivenUp() {
        one.hold(name, LONG);

        one.release(name);

        assertThat(other.hold(name, LONG)).isTrue();
    }

    @Test
    void shouldNotBeGivenUpByAnInstanceThatHasLostIt() {
        one.hold(name, OVER);
        other.hold(name, LONG);

        one.release(name);

        assertThat(one.hold(name, LONG)).isFalse();
    }
}
