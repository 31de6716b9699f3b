package execution.runner.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.EndReason;
import execution.model.ReasonClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EcsRefusalTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "ClientException | Capacity is unavailable at this time. | CAPACITY | true",
                "ClientException | TaskDefinition is inactive | UNUSABLE | false",
                "ClientException | something else | UNUSABLE | false",
                "LimitExceededException | You've reached the limit | CAPACITY | true",
                "ServiceUnavailableException | none | START_FAILURE | true",
                "ExpiredTokenException | none | START_FAILURE | true",
                "AccessDeniedException | User arn:aws:iam is not authorized | UNUSABLE | false",
                "ClusterNotFoundException | none | UNUSABLE | false",
                "InvalidParameterException | TaskDefinition not found. | UNUSABLE | false",
                "PlatformUnknownException | none | UNUSABLE | false",
                "none | none | UNUSABLE | false"
            })
    void shouldSayWhyRunTaskLaunchedNothing(String code, String message, ReasonClass why, boolean passing) {
        EcsRefusal refusal = EcsRefusal.of(code, message);

        assertThat(refusal.why(code, message).reasonClass()).isEqualTo(why);
        assertThat(refusal.isPassing()).isEqualTo(passing);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayWhatHappenedAndWhatHelps(EcsRefusal refusal) {
        EndReason why = refusal.why(null, null);

        assertThat(why.text()).isNotBlank().doesNotEndWith(".");
        assertThat(why.remedy()).endsWith(".");
        assertThat(why.platform()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"RESOURCE:CPU, CAPACITY", "CAPACITY, CAPACITY", "AGENT, CAPACITY", "LOCATION, CAPACITY"})
    void shouldTakeATaskThatWasNotPlacedForALackOfRoom(String reason, ReasonClass why) {
        assertThat(EcsRefusal.ofFailure(reason).why(reason, null).reasonClass()).isEqualTo(why);
        assertThat(EcsRefusal.ofFailure(reason).isPassing()).isTrue();
    }

    @Test
    void shouldTellALackOfSpotCapacityFromOtherRefusals() {
        assertThat(EcsRefusal.CAPACITY.onSpot().why(null, null).reasonClass()).isEqualTo(ReasonClass.SPOT);
        assertThat(EcsRefusal.CAPACITY.onSpot().isPassing()).isTrue();
        assertThat(EcsRefusal.PERMISSION.onSpot()).isEqualTo(EcsRefusal.PERMISSION);
    }

    @Test
    void shouldShowCallersNamesOfErrorsAndNothingElse() {
        assertThat(EcsRefusal.OTHER.why("AccessDeniedException", "all").platform())
                .isEqualTo("AccessDeniedException");
        assertThat(EcsRefusal.OTHER.why("RESOURCE:CPU", "all").platform()).isEqualTo("RESOURCE:CPU");
        assertThat(EcsRefusal.OTHER
                        .why("arn:aws:iam::111122223333:role/x", "all")
                        .platform())
                .isNull();
        assertThat(EcsRefusal.OTHER.why("RESOURCE:CPU", "all").detail()).isEqualTo("all");
    }
}
