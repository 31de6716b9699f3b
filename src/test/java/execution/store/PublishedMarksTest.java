package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import execution.model.Samples;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishedMarksTest {

    private final PublishedMarks marks = new PublishedMarks();

    @Test
    void shouldNeverGoBack() {
        ExecutionKey key = Samples.pending().key();
        assertThat(marks.of(key)).isZero();

        marks.published(key, 3);
        marks.published(key, 2);

        assertThat(marks.of(key)).isEqualTo(3);
    }

    @Test
    void shouldForgetTheOldestMarks() {
        IntStream.rangeClosed(0, 50_000).forEach(number -> marks.published(key(number), 1));

        assertThat(marks.of(key(0))).isZero();
        assertThat(marks.of(key(1))).isEqualTo(1);
    }

    private static ExecutionKey key(int number) {
        return new ExecutionKey("demo", "event", Integer.toString(number));
    }
}
