package architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;
import producer.settings.LoadSettings;

/** The picture of who uses whom, drawn of the load producer. */
class RoomPictureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("producer", "shared");

    @Test
    void shouldDrawWhoUsesWhom() {
        assertThat(new RoomPicture(CLASSES, alwaysFalse()).text())
                .contains("    producer --> producer.report\n", "    producer.report --> producer.payload\n");
    }

    @Test
    void shouldLeaveOutWhatOtherArrowsImply() {
        assertThat(CLASSES.get("producer.LoadProducer").getDirectDependenciesFromSelf())
                .anyMatch(used -> used.getTargetClass().isEquivalentTo(LoadSettings.class));
        assertThat(new RoomPicture(CLASSES, alwaysFalse()).text()).doesNotContain("producer --> producer.settings");
    }

    @Test
    void shouldLeaveOutTheUseOfWhatEverybodyMayUse() {
        String arrow = "producer.settings --> shared.kafka";

        assertThat(new RoomPicture(CLASSES, alwaysFalse()).text()).contains(arrow);
        assertThat(new RoomPicture(CLASSES, resideInAPackage("shared.kafka")).text())
                .doesNotContain(arrow);
    }
}
