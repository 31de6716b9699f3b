package execution.publication;

import static org.assertj.core.api.Assertions.assertThat;

import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.store.PublishedMarks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class PublicationTurnsTest {

    private static final int MOST_WAITING = 2;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final PublishedMarks marks = new PublishedMarks();
    private final PublicationOutage outage = new PublicationOutage(Clock.systemUTC());
    private final PublicationTurns turns = new PublicationTurns(
            new UnpublishedChanges(marks),
            outage,
            new PublicationProperties(MOST_WAITING, DataSize.ofMegabytes(1), Duration.ofMinutes(1)),
            new SimpleMeterRegistry(),
            Clock.systemUTC());

    private Exchange turn(ExecutionKey key) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(key);
        return exchange;
    }

    private static Execution taken(Exchange turn) {
        return turn.getProperty(PublicationTurns.EXECUTION, Execution.class);
    }

    @Test
    void shouldGiveOneTurnAtATimeToTheNewestVersion() {
        Execution pending = Samples.pending();
        Execution newer = pending.nextVersion();
        assertThat(turns.begin(pending)).isEqualTo(pending.key());
        assertThat(turns.begin(newer)).isNull();
        Exchange turn = turn(pending.key());

        turns.take(turn);

        assertThat(taken(turn)).isSameAs(newer);
        turns.end(turn);
        assertThat(turn.getMessage().getBody()).isNull();
        assertThat(turns.isUnderWay(pending.key())).isFalse();
    }

    @Test
    void shouldBeginTheNextTurnAtOnceWhenTheExecutionChangedMeanwhile() {
        Execution pending = Samples.pending();
        turns.begin(pending);
        Exchange turn = turn(pending.key());
        turns.take(turn);

        turns.begin(pending.nextVersion());
        turns.end(turn);

        assertThat(turn.getMessage().getBody()).isEqualTo(pending.key());
        assertThat(turn.getProperty(DueQueue.DUE)).isNull();
        assertThat(turns.isUnderWay(pending.key())).isTrue();
    }

    @Test
    void shouldTryAgainAfterAPauseAndEndOnceTheTopicIsBack() {
        Execution pending = Samples.pending();
        turns.begin(pending);
        Exchange turn = turn(pending.key());
        turns.take(turn);
        Instant before = Instant.now();

        turn.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                new CamelExchangeException("part 0 failed", turn, new TimeoutException("no broker")));
        turns.tryAgain(turn);
        turns.end(turn);

        assertThat(turn.getMessage().getBody()).isEqualTo(pending.key());
        assertThat(turn.getProperty(DueQueue.DUE, Instant.class)).isAfter(before);
        new DueQueue(1, Clock.systemUTC()).add(turn);
        assertThat(turn.getProperties()).as("what takes memory while it waits").isEmpty();
        assertThat(outage.current())
                .get()
                .extracting(PublicationOutage.State::reason)
                .asString()
                .contains("no broker");

        turns.take(turn);
        assertThat(taken(turn)).isSameAs(pending);
        turns.end(turn);

        assertThat(turn.getMessage().getBody()).isNull();
        assertThat(turns.waiting()).isZero();
    }

    @Test
    void shouldNotGiveATurnToWhatIsPublished() {
        Execution pending = Samples.pending();
        marks.published(pending.key(), pending.seq());

        assertThat(turns.begin(pending)).isNull();
    }

    @Test
    void shouldGiveATurnToAnEndedExecutionWhoseRowDoesNotKnowThatItIsPublished() {
        Execution ended = Samples.running(1).end(ExecutionStatus.COMPLETED, 0, null, Samples.CREATED);
        marks.published(ended.key(), ended.seq());

        assertThat(turns.begin(ended)).isEqualTo(ended.key());
        assertThat(turns.begin(Samples.pending("other").publishedUpTo(1))).isNull();
    }

    @Test
    void shouldLeaveToTheTableWhatThereIsNoRoomFor() {
        turns.begin(Samples.pending("one"));
        assertThat(turns.hasRoom()).isTrue();
        turns.begin(Samples.pending("two"));

        assertThat(turns.hasRoom()).isFalse();
        assertThat(turns.begin(Samples.pending("three"))).isNull();
        assertThat(turns.waiting()).isEqualTo(MOST_WAITING);
        assertThat(turns.isUnderWay(Samples.pending("three").key())).isFalse();
    }

    @Test
    void shouldForgetTurnsWhoseMessagesWentWithTheirRoute() {
        Execution pending = Samples.pending();
        turns.begin(pending);

        turns.onStop(null);

        assertThat(turns.waiting()).isZero();
        assertThat(turns.begin(pending)).isEqualTo(pending.key());
    }
}
