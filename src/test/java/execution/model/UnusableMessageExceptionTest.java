package execution.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnusableMessageExceptionTest {

    @Test
    void shouldKeepItsReasonToOneLineOfBoundedLengthWithoutControlCharacters() {
        assertThat(new UnusableMessageException("a\r\nb\u001b[31m\u009b\u2028\u202ec é").getMessage())
                .isEqualTo("a??b?[31m???c é");
        assertThat(new UnusableMessageException("a".repeat(5_000)).getMessage()).hasSize(1_000);
        assertThat(new UnusableMessageException(null).getMessage()).isEqualTo("null");
    }
}
