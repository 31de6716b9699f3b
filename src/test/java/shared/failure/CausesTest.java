package shared.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CausesTest {

    private final IOException root = new IOException("root");
    private final IllegalStateException middle = new IllegalStateException("middle", root);
    private final RuntimeException outer = new RuntimeException("outer", middle);

    @Test
    void shouldListTheFailureBeforeItsCauses() {
        assertThat(Causes.of(outer)).containsExactly(outer, middle, root);
        assertThat(Causes.of(null)).isEmpty();
    }

    @Test
    void shouldFindTheNearestOfAKind() {
        assertThat(Causes.first(outer, IOException.class)).containsSame(root);
        assertThat(Causes.first(outer, RuntimeException.class)).containsSame(outer);
        assertThat(Causes.first(outer, Error.class)).isEmpty();
    }

    @Test
    void shouldEndWhereCausesGoInACircle() {
        root.initCause(outer);
        assertThat(Causes.of(middle)).containsExactly(middle, root, outer);
        assertThat(Causes.root(outer)).isSameAs(root);
    }
}
