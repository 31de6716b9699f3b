package wrapper.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import wrapper.job.JobDescription;
import wrapper.run.Oenv;
import wrapper.run.Run;

class ReportEndTest {

    @Test
    void shouldGiveAReasonThatTheServiceTakesHoweverLongItWas() {
        Run run = new Run(new JobDescription("", "", List.of("x"), List.of(), 0), Optional.empty(), new Oenv(Map.of()));
        run.failed("😀".repeat(3000), 1);

        assertThat(ReportEnd.report(run).get("reason").textValue()).isEqualTo("😀".repeat(2000));
    }
}
