package execution.results;

import static org.assertj.core.api.Assertions.assertThat;

import execution.aws.ServiceProperties;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.Samples;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ScansTest {

    private static final String START = "2019-04-17T12:55:00Z";
    private static final String END = "2019-04-17T12:56:27Z";

    private final Execution execution = Samples.running(1);
    private final ResultsKey key = new ResultsKey(execution.key(), 1, "scan.txt.tar.gz");
    private final Instant launched = execution.lastAttempt().startedAt();
    private final Instant putAt = launched.plusSeconds(100).plusMillis(1);
    private final Scans scans = new Scans(new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("execution", ServiceProperties.class));

    private Scan scan(String... metadata) {
        Map<String, String> said = new java.util.HashMap<>();
        for (int at = 0; at < metadata.length; at += 2) {
            said.put(metadata[at], metadata[at + 1]);
        }
        return scans.of(execution, key, new FetchedArchive.Origin(said, putAt));
    }

    @Test
    void shouldTakeWhatTheTaskSaidOfItsScan() {
        Scan scan = scan("scan_id", "scan-7", "scan_start_time", START, "scan_end_time", END, "TemporalKey", "wrong");

        assertThat(scan.task()).isEqualTo("scan");
        assertThat(scan.id()).isEqualTo("scan-7");
        assertThat(scan.start()).isEqualTo(START);
        assertThat(scan.end()).isEqualTo(END);
        assertThat(scan.temporalKey()).isEqualTo("e82bd778e8e2477ca067dfb3124060cf676a6a1cc13f750c238bd46f146f83a7");
        assertThat(scan.bucket()).isEqualTo("executions-results");
        assertThat(scan.prefix())
                .isEqualTo(
                        "documents/" + key.text().substring("results/".length()).replace(".tar.gz", "/"));
        assertThat(scan("scan_end_time", "2019-04-17T14:56:27.5+02:00").end()).isEqualTo("2019-04-17T14:56:27.5+02:00");
    }

    @Test
    void shouldSayTheSameOfAnArchiveWheneverItIsRead() {
        Scan scan = scan();

        assertThat(scan.id()).isEqualTo(execution.key().executionId());
        assertThat(scan.start())
                .isEqualTo(launched.truncatedTo(ChronoUnit.SECONDS).toString());
        assertThat(scan.end()).isEqualTo(putAt.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2019-04-17T12:56:27",
                "2019-04-17",
                "1999-12-31T23:59:59Z",
                "9999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "2019-04-17T12:56:27.000000000+00:00:00000000000000000000",
                "2019-04-17T12:56:27Z\n"
            })
    void shouldNotTakeATimeThatIsNone(String time) {
        Scan scan = scan("scan_start_time", time, "scan_end_time", time);

        assertThat(scan).isEqualTo(scan());
    }

    @Test
    void shouldTakeATimeOfAClockThatIsALittleAhead() {
        String ahead = putAt.plus(23, ChronoUnit.HOURS).toString();
        String tooFar = putAt.plus(25, ChronoUnit.HOURS).toString();

        assertThat(scan("scan_end_time", ahead).end()).isEqualTo(ahead);
        assertThat(scan("scan_end_time", tooFar).end()).isEqualTo(scan().end());
        assertThat(scan("scan_end_time", "2000-01-01T00:00:00Z").end()).isEqualTo("2000-01-01T00:00:00Z");
    }

    @Test
    void shouldNotLetAScanBeginAfterItsEnd() {
        assertThat(scan("scan_start_time", END, "scan_end_time", START).start())
                .as("the launch was later, too")
                .isEqualTo(START);
        String end = launched.plusSeconds(1).toString();
        assertThat(scan("scan_start_time", putAt.toString(), "scan_end_time", end)
                        .start())
                .isEqualTo(scan().start());
        assertThat(scan("scan_start_time", END, "scan_end_time", END).start()).isEqualTo(END);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "\u20ac"})
    void shouldNotTakeAnIdThatIsNone(String id) {
        assertThat(scan("scan_id", id).id()).isEqualTo(execution.key().executionId());
        assertThat(scan("scan_id", "x".repeat(257)).id())
                .isEqualTo(execution.key().executionId());
        assertThat(scan("scan_id", "x".repeat(256)).id()).hasSize(256);
    }
}
