package execution.runner.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.Samples;
import execution.runner.RunnerSettings;
import execution.runner.Runners;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Tag;

class EcsSettingsTest {

    private final Catalogue catalogue = mock(Catalogue.class);
    private final Runners runners = new Runners(List.of(new EcsSettings(properties(""), catalogue)));

    /** Launches are stored with these names, and those that are stored must be read later. */
    @Test
    void shouldGiveALaunchAllThatItsRequestIsMadeOf() {
        assertThat(runners.of("ecs").forLaunch())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "cluster", "jobs",
                        "subnets", "subnet-1,subnet-2",
                        "security-groups", "",
                        "assign-public-ip", "ENABLED",
                        "capacity-provider", "FARGATE_SPOT",
                        "by-reference", "true"));
    }

    @Test
    void shouldStoreWithALaunchWhatItsTaskDefinitionBeginsWith() {
        assertThat(new EcsSettings(properties("scans-"), catalogue).forLaunch())
                .containsEntry("family-prefix", "scans-");
    }

    private static EcsProperties properties(String familyPrefix) {
        return new EcsProperties(
                "jobs",
                List.of("subnet-1", "subnet-2"),
                List.of(),
                "ENABLED",
                "FARGATE_SPOT",
                familyPrefix,
                Duration.ofMinutes(20),
                Duration.ofSeconds(40),
                null,
                null);
    }

    @Test
    void shouldTagATaskWithWhoseItIsAndWithTheLabelsOfItsFile() {
        TaskFile file = mock(TaskFile.class);
        when(file.labels()).thenReturn(Map.of("team", "platform", "tenant_id", "somebody else"));
        when(catalogue.find("scan")).thenReturn(Optional.of(file));

        Map<String, String> settings = runners.of("ecs").forLaunch(Samples.pending("demo"));

        assertThat(settings).containsAllEntriesOf(runners.of("ecs").forLaunch());
        assertThat(EcsTags.of(settings))
                .extracting(Tag::key, Tag::value)
                .containsExactly(
                        tuple("execution_id", "490de6d6113c4deba97856c5b0cbf17c"),
                        tuple("task", "scan"),
                        tuple("team", "platform"),
                        tuple("tenant_id", "demo"));
    }

    @Test
    void shouldReadTheSameTagsInWhateverOrderTheTableGivesThem() {
        Map<String, String> settings = new LinkedHashMap<>();
        List.of("tag.z", "cluster", "tag.a", "tag.m").forEach(name -> settings.put(name, "v"));

        assertThat(EcsTags.of(settings)).extracting(Tag::key).containsExactly("a", "m", "z");
        assertThat(EcsTags.of(Map.of("cluster", "launched by an earlier release")))
                .isEmpty();
    }

    @Test
    void shouldTagOnlyWithWhatAwsTakes() {
        Map<String, String> tags = EcsTags.settings(Samples.pending("a#b\u00e9\n".repeat(100)), Map.of());

        assertThat(tags.get("tag.tenant_id"))
                .hasSize(256)
                .startsWith("a_b__a_b__")
                .matches("[A-Za-z0-9 _.:/=+@-]*");
    }

    @Test
    void shouldLaunchOnDemandWhatWasToRunOnSpotCapacityAndNothingElseOtherwise() {
        Map<String, String> spot = runners.of("ecs").forLaunch();

        Map<String, String> onDemand = runners.of("ecs").onDemand(spot);

        assertThat(onDemand.get("capacity-provider")).isEmpty();
        assertThat(onDemand).hasSameSizeAs(spot).containsEntry("cluster", "jobs");
        assertThat(runners.of("ecs").onDemand(onDemand)).isEqualTo(onDemand);
        Map<String, String> another = Map.of("capacity-provider", "FARGATE");
        assertThat(runners.of("ecs").onDemand(another)).isEqualTo(another);
        assertThat(runners.of("own").onDemand(spot)).isEqualTo(spot);
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
