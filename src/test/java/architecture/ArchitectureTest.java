package architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.camel.RoutesBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The structure that the package descriptions promise. Kafka's own jars have classes in a package {@code kafka}, too. */
@AnalyzeClasses(
        packages = {"execution", "routes", "wrapper", "producer", "placeholder", "aws", "kafka"},
        importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class ArchitectureTest {

    @ArchTest
    static final ArchRule wrapperStandsAlone = noClasses()
            .that()
            .resideInAPackage("wrapper..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("execution..", "routes..", "producer..", "org.springframework..");

    @ArchTest
    static final ArchRule producerStandsAlone = noClasses()
            .that()
            .resideInAPackage("producer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("execution..", "routes..", "wrapper..", "org.springframework..", "org.apache.camel..");

    @ArchTest
    static final ArchRule placeholdersAreForAll = noClasses()
            .that()
            .resideInAPackage("placeholder..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("execution..", "routes..", "wrapper..", "org.springframework..");

    @ArchTest
    static final ArchRule awsClientsAreForAll = noClasses()
            .that()
            .resideInAPackage("aws..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "execution..",
                    "routes..",
                    "wrapper..",
                    "placeholder..",
                    "org.springframework..",
                    "org.apache.camel..");

    @ArchTest
    static final ArchRule kafkaIsForAll = noClasses()
            .that()
            .resideInAPackage("kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "execution..",
                    "routes..",
                    "wrapper..",
                    "producer..",
                    "org.springframework..",
                    "org.apache.camel..");

    @ArchTest
    static final ArchRule serviceLeavesTheWrapperAlone = noClasses()
            .that()
            .resideInAPackage("execution..")
            .and()
            .doNotHaveFullyQualifiedName("execution.application.Main")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("wrapper..", "producer..", "routes..");

    @ArchTest
    static final ArchRule modelIsPure = noClasses()
            .that()
            .resideInAPackage("execution.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "execution.application..",
                    "execution.store..",
                    "execution.config..",
                    "software.amazon..",
                    "org.apache.camel..",
                    "org.springframework..");

    @ArchTest
    static final ArchRule configurationUsesNothingOfTheService = noClasses()
            .that()
            .resideInAPackage("execution.config..")
            .should()
            .dependOnClassesThat(resideInAPackage("execution..").and(not(resideInAPackage("execution.config.."))));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("execution.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule routesHoldRoutesOnly = classes()
            .that()
            .resideInAPackage("routes")
            .and()
            .areTopLevelClasses()
            .should()
            .beAssignableTo(RoutesBuilder.class)
            .orShould()
            .haveSimpleName("package-info");

    @ArchTest
    static final ArchRule onlyTheStoreKnowsTheTable = noClasses()
            .that()
            .resideOutsideOfPackages("execution.store..", "execution.config..")
            .and()
            .doNotHaveFullyQualifiedName("execution.application.DependencyGate")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(DynamoDbClient.class);
}
