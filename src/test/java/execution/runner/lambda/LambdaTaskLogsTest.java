package execution.runner.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.model.Execution;
import execution.model.Samples;
import execution.runner.LogFilter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LambdaTaskLogsTest {

    private static final String REQUEST = "c0ffee00-1234-4321-abcd-0123456789ab";

    private final LambdaSettings settings = mock(LambdaSettings.class);
    private final LambdaTaskLogs logs = new LambdaTaskLogs(settings);
    private final Execution row = Samples.running(1);

    private void invokes(String function) {
        when(settings.forLaunch(any())).thenReturn(Map.of(LambdaSettings.FUNCTION, function));
    }

    @Test
    void shouldSearchTheGroupOfTheFunctionForTheRequestOfTheInvocation() {
        for (String function :
                List.of("count", "count:live", "arn:aws:lambda:eu-west-1:000000000000:function:count:$LATEST")) {
            invokes(function);

            assertThat(logs.of(row.claimedBy(REQUEST + "/random"), row.attempt(), "reference"))
                    .as(function)
                    .get()
                    .isInstanceOfSatisfying(LogFilter.class, filter -> {
                        assertThat(filter.group()).isEqualTo("/aws/lambda/count");
                        assertThat(filter.text()).isEqualTo(REQUEST);
                        assertThat(filter.from()).isBefore(row.lastAttempt().startedAt());
                        assertThat(filter.until()).isNull();
                    });
        }
    }

    @Test
    void shouldSearchForNothingThatOtherInvocationsPrintAsWell() {
        invokes("count");

        for (String invocation : List.of("RequestId", "a", "START", REQUEST + "0", "/" + REQUEST, "x\" \"y")) {
            assertThat(logs.of(row.claimedBy(invocation), row.attempt(), "reference"))
                    .as(invocation)
                    .isEmpty();
        }
        assertThat(logs.of(row, row.attempt(), "reference")).isEmpty();
        assertThat(logs.of(row.claimedBy(REQUEST), row.attempt() + 1, "reference"))
                .as("the row has the invocation of the last attempt alone")
                .isEmpty();
        when(settings.forLaunch(any())).thenReturn(Map.of());
        assertThat(logs.of(row.claimedBy(REQUEST), row.attempt(), "reference")).isEmpty();
    }
}
