package execution.runner.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import execution.runner.RunnerSettings;
import execution.runner.Runners;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EcsSettingsTest {

    private final Runners runners = new Runners(List.of(new EcsSettings(new EcsProperties(
            "jobs",
            List.of("subnet-1", "subnet-2"),
            List.of(),
            "ENABLED",
            "FARGATE_SPOT",
            Duration.ofMinutes(20),
            Duration.ofSeconds(40),
            null))));

    /** Launches are stored with these names, and those that are stored must be read later. */
    @Test
    void shouldGiveALaunchAllThatItsRequestIsMadeOf() {
        assertThat(runners.of("ecs").forLaunch())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "cluster", "jobs",
                        "subnets", "subnet-1,subnet-2",
                        "security-groups", "",
                        "assign-public-ip", "ENABLED",
                        "capacity-provider", "FARGATE_SPOT"));
    }

    @Test
    void shouldGiveTheTimesThatAreConfigured() {
        assertThat(runners.of("ecs").sameTokenFor()).isEqualTo(Duration.ofMinutes(20));
        assertThat(runners.of("ecs").listedWithin()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void shouldTellAnotherRunnerNothingOfEcs() {
        RunnerSettings another = runners.of("own");

        assertThat(another.runner()).isEqualTo("own");
        assertThat(another.forLaunch()).isEmpty();
        assertThat(another.sameTokenFor()).isEqualTo(Duration.ofMinutes(30));
        assertThat(another.listedWithin()).isEqualTo(Duration.ofMinutes(1));
    }
}
