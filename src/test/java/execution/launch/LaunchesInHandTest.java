package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;

import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import java.time.Instant;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class LaunchesInHandTest {

    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    private final LaunchesInHand hand = new LaunchesInHand();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private static Execution allocated(int number) {
        return Execution.create(
                        new ExecutionKey("demo", "event", Integer.toString(number)),
                        Samples.job(1),
                        "hash",
                        Samples.CREATED)
                .allocate(Samples.launch(), "instance", Samples.CREATED);
    }

    private static Launching opened(int number) {
        return Launching.opened(allocated(number), Samples.launch(), Instant.now());
    }

    private static Launching putOff(int number) {
        return Launching.putOff(allocated(number).putOff(LATER));
    }

    private static Launching found(int number) {
        return Launching.found(allocated(number), Instant.now());
    }

    @Test
    void shouldTakeALaunchOnceUntilItIsLetGoOf() {
        Launching launching = opened(1);

        assertThat(hand.take(launching, exchange)).isSameAs(launching);
        assertThat(exchange.getProperty(DueQueue.DUE)).isEqualTo(launching.at());
        assertThat(hand.take(opened(1), exchange)).isNull();
        assertThat(hand.take(found(1), exchange)).isNull();
        hand.release(launching);

        assertThat(hand.take(found(1), exchange)).isNotNull();
    }

    @Test
    void shouldNotTakeFromTheSweepWhatWaitsForItsTimeHere() {
        assertThat(hand.take(putOff(1), exchange)).isNotNull();
        assertThat(exchange.getProperty(DueQueue.DUE)).isEqualTo(LATER);

        assertThat(hand.take(found(1), exchange)).isNull();
        assertThat(hand.take(putOff(1), exchange)).isNull();
    }

    @Test
    void shouldHoldALaunchThatWasPutOffWhileItIsMade() {
        Launching launching = putOff(1);
        hand.take(launching, exchange);

        assertThat(hand.begin(launching)).isTrue();
        assertThat(hand.take(found(1), exchange)).isNull();
        hand.release(launching);

        assertThat(hand.take(found(1), exchange)).isNotNull();
    }

    @Test
    void shouldNotBeginALaunchThatSomebodyElseIsMaking() {
        Launching later = putOff(1);
        hand.take(later, exchange);
        hand.take(opened(1), exchange);

        assertThat(hand.begin(later)).isFalse();
        assertThat(hand.begin(opened(1))).isTrue();
    }

    @Test
    void shouldHaveRoomForABoundedNumberOfThem() {
        IntStream.range(0, 1_999).forEach(number -> hand.take(opened(number), exchange));
        assertThat(hand.hasRoom()).isTrue();

        assertThat(hand.take(opened(1_999), exchange)).isNotNull();

        assertThat(hand.hasRoom()).isFalse();
        assertThat(hand.take(opened(2_000), exchange)).isNull();
        assertThat(hand.take(putOff(2_000), exchange)).as("needs less room").isNotNull();
        hand.release(opened(0));
        assertThat(hand.take(opened(2_001), exchange)).isNotNull();
    }
}
