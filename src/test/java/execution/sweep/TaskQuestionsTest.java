package execution.sweep;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskQuestionsTest {

    private final TaskQuestions questions = new TaskQuestions(null, null, null);
    private final TaskQuestion question = new TaskQuestion("own", Map.of("t-1", Samples.running(1)));

    @Test
    void shouldNotTakeAnAnswerOfAnotherFormForTasksThatAreGone() {
        assertThatThrownBy(() -> questions.states(List.of(Map.of("reference", "t-1")), question))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("direct:describe-own");
        assertThatThrownBy(() -> questions.states(null, question)).isInstanceOf(IllegalStateException.class);
    }
}
