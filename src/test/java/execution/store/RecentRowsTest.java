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
}
