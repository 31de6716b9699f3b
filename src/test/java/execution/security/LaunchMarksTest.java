package execution.security;

import static org.assertj.core.api.Assertions.assertThat;

import execution.security.LaunchMarks.Marked;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchMarksTest {

    private static final String ATTEMPT = "0123456789abcdef0123456789abcdef-1";

    private final LaunchMarks marks = LaunchMarksFixture.marks();

    @Test
    void shouldReadItsOwnMarks() {
        for (Marked marked : List.of(new Marked(1, 0), new Marked(Integer.MAX_VALUE, 39_999))) {
            assertThat(marks.read(ATTEMPT, marks.mark(ATTEMPT, marked))).contains(marked);
        }
    }

    @Test
    void shouldMakeTheSameMarkAgainAndAllMarksEquallyLong() {
        String mark = marks.mark(ATTEMPT, new Marked(1, 0));

        assertThat(LaunchMarksFixture.marks().mark(ATTEMPT, new Marked(1, 0))).isEqualTo(mark);
        assertThat(marks.mark(ATTEMPT, new Marked(Integer.MAX_VALUE, 39_999))).hasSameSizeAs(mark);
    }

    @Test
    void shouldTakeNoMarkThatItHasNotMade() {
        String mark = marks.mark(ATTEMPT, new Marked(300, 7));

        assertThat(marks.read(ATTEMPT.replace("-1", "-2"), mark)).isEmpty();
        assertThat(LaunchMarksFixture.marks((byte) 8).read(ATTEMPT, mark)).isEmpty();
        for (int place = 0; place < mark.length(); place++) {
            char other = mark.charAt(place) == '0' ? '1' : '0';
            String changed = mark.substring(0, place) + other + mark.substring(place + 1);
            assertThat(marks.read(ATTEMPT, changed)).as(changed).isEmpty();
        }
        for (String other : List.of("", "x", mark + "0", mark.substring(1), mark.toUpperCase(java.util.Locale.ROOT))) {
            assertThat(marks.read(ATTEMPT, other)).as(other).isEmpty();
        }
    }
}
