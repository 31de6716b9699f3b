package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentRowsTest {

    private static Execution execution(int number) {
        return Execution.create(
                new ExecutionKey("demo", "event", Integer.toString(number)), Samples.job(1), "hash", Samples.CREATED);
    }

    @Test
    void shouldForgetTheOldestWhenTheyTakeTooMuchMemory() {
        long each = execution(0).weight();
        RecentRows rows = new RecentRows(3 * each);

        IntStream.range(0, 5).forEach(number -> rows.wrote(execution(number)));

        assertThat(IntStream.range(0, 5)
                        .filter(number -> rows.find(execution(number).key()).isPresent()))
                .containsExactly(2, 3, 4);
    }

    @Test
    void shouldHaveRoomAgainForWhatWasForgotten() {
        long each = execution(0).weight();
        RecentRows rows = new RecentRows(2 * each);
        IntStream.range(0, 100).forEach(number -> {
            rows.wrote(execution(number));
            rows.wrote(execution(number).nextVersion());
            rows.forget(execution(number).key());
        });

        rows.wrote(execution(200));
        rows.wrote(execution(201));

        assertThat(rows.find(execution(200).key())).isPresent();
        assertThat(rows.find(execution(201).key())).isPresent();
    }

    @Test
    void shouldKeepTheNewestThatWasWritten() {
        RecentRows rows = new RecentRows();
        Execution first = execution(1);
        Execution second = first.nextVersion();

        rows.wrote(second);
        rows.wrote(first);

        assertThat(rows.find(first.key())).containsSame(second);
    }

    @Test
    void shouldForgetTheLeastUsedBeyondTheMostThatItKeeps() {
        RecentRows rows = new RecentRows(Long.MAX_VALUE);
        IntStream.range(0, 2_000).forEach(number -> rows.wrote(execution(number)));
        rows.find(execution(0).key());

        rows.wrote(execution(2_000));

        assertThat(rows.find(execution(0).key())).isPresent();
        assertThat(rows.find(execution(1).key())).isEmpty();
        assertThat(rows.find(execution(2_000).key())).isPresent();
    }

    @Test
    void shouldKnowWhoseAnAttemptIs() {
        RecentRows rows = new RecentRows();
        Execution running = Samples.running(2);
        Execution pending = execution(1);

        rows.wrote(pending);
        rows.wrote(running);
        rows.forget(running.key());

        assertThat(rows.byAttempt(running.attemptId())).contains(running.key());
        assertThat(rows.byAttempt("of nobody")).isEmpty();
    }
}
