package architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaConstructor.CONSTRUCTOR_NAME;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The structure that the package descriptions promise. */
@AnalyzeClasses(
        packages = {"launcher", "execution", "gateway", "routes", "wrapper", "producer", "cli", "shared"},
        importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class ArchitectureTest {

    private static final DescribedPredicate<JavaClass> SETTINGS =
            resideInAnyPackage("execution..", "gateway..").and(simpleNameEndingWith("Properties"));

    @ArchTest
    static final ArchRule wrapperStandsAlone = noClasses()
            .that()
            .resideInAnyPackage("wrapper..", "routes.wrap..", "routes.work..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "launcher..",
                    "execution..",
                    "gateway..",
                    "routes",
                    "producer..",
                    "shared.kafka..",
                    "org.springframework..");

    // The main class alone puts routes and rooms together.
    @ArchTest
    static final ArchRule roomsOfTheWrapperKnowNoRoutes = noClasses()
            .that()
            .resideInAPackage("wrapper.*..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("routes..", "wrapper");

    @ArchTest
    static final ArchRule roomsOfTheWrapperHaveNoCycles =
            slices().matching("wrapper.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfTheWorkerHaveNoCycles =
            slices().matching("wrapper.work.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule routesOfTheServiceKnowNothingOfTheWrapper = noClasses()
            .that()
            .resideInAPackage("routes")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("routes.wrap..", "routes.work..", "wrapper..");

    @ArchTest
    static final ArchRule producerStandsAlone = noClasses()
            .that()
            .resideInAPackage("producer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "launcher..",
                    "execution..",
                    "gateway..",
                    "routes..",
                    "wrapper..",
                    "org.springframework..",
                    "org.apache.camel..");

    /** The command line knows the service by its HTTP interface alone, and starts quickly. */
    @ArchTest
    static final ArchRule commandLineStandsAlone = noClasses()
            .that()
            .resideInAPackage("cli..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "launcher..",
                            "execution..",
                            "gateway..",
                            "routes..",
                            "wrapper..",
                            "producer..",
                            "shared..",
                            "software.amazon..",
                            "org.apache..",
                            "org.springframework..")
                    .and(not(resideInAnyPackage("shared.json..", "shared.text.."))));

    @ArchTest
    static final ArchRule nobodyUsesTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("cli..", "picocli..");

    /** The commands alone put calls and what is printed together. */
    @ArchTest
    static final ArchRule roomsOfTheCommandLineKnowNoCommands = noClasses()
            .that()
            .resideInAPackage("cli.*..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("cli", "picocli..");

    @ArchTest
    static final ArchRule roomsOfTheCommandLineHaveNoCycles =
            slices().matching("cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule serviceStandsAlone = noClasses()
            .that()
            .resideInAPackage("execution..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("launcher..", "routes..", "wrapper..", "producer..", "gateway..");

    /** The pages call what the service offers to others; nothing needs the pages. */
    @ArchTest
    static final ArchRule pagesStandBesideTheService = noClasses()
            .that()
            .resideInAPackage("gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("launcher..", "routes..", "wrapper..", "producer..");

    @ArchTest
    static final ArchRule routesKnowNoPages = noClasses()
            .that()
            .resideInAPackage("routes..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gateway..");

    @ArchTest
    static final ArchRule roomsOfThePagesHaveNoCycles = slices().matching("gateway.(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(alwaysTrue(), SETTINGS.or(nestedInSettings()));

    @ArchTest
    static final ArchRule sharedIsForAllRoles = noClasses()
            .that()
            .resideInAPackage("shared..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "launcher..",
                    "execution..",
                    "gateway..",
                    "routes..",
                    "wrapper..",
                    "producer..",
                    "org.springframework..");

    /** The load producer is plain Java. */
    @ArchTest
    static final ArchRule awsAndKafkaAreForRolesWithoutCamel = noClasses()
            .that()
            .resideInAnyPackage("shared.aws..", "shared.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("shared.placeholder..", "org.apache.camel..");

    @ArchTest
    static final ArchRule modelIsPure = noClasses()
            .that()
            .resideInAPackage("execution.model..")
            .should()
            .dependOnClassesThat(resideInAPackage("execution..")
                    .and(not(resideInAPackage("execution.model..")))
                    .or(resideInAnyPackage("software.amazon..", "org.apache.camel..", "org.springframework..")));

    /** So any room may read the settings of another one. */
    @ArchTest
    static final ArchRule settingsUseNothingOfTheService = noClasses()
            .that(SETTINGS)
            .should()
            .dependOnClassesThat(
                    resideInAPackage("execution..").and(not(SETTINGS)).and(not(nestedInSettings())));

    @ArchTest
    static final ArchRule roomsHaveNoCycles = slices().matching("execution.(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(alwaysTrue(), SETTINGS.or(nestedInSettings()));

    /**
     * What leads from stage to stage stands in the routes. A bean may send only where something begins that no message
     * of a route brings about: a write of this instance, the sweep, the check of the cluster at the start.
     */
    @ArchTest
    static final ArchRule stagesAreChainedInRoutes = noClasses()
            .that()
            .resideInAPackage("execution..")
            .and()
            .doNotHaveFullyQualifiedName("execution.messaging.ChangedExecutions")
            .and()
            .doNotHaveFullyQualifiedName("execution.sweep.FoundWork")
            .and()
            .doNotHaveFullyQualifiedName("execution.runner.ecs.ClusterCheck")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProducerTemplate.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(FluentProducerTemplate.class)
            .orShould()
            .callMethodWhere(target(name("createProducerTemplate")));

    /** Whether a stage is there that not every job or runner has, is asked in one place. */
    @ArchTest
    static final ArchRule optionalStagesAreAskedForInOnePlace = noClasses()
            .that()
            .resideInAnyPackage("execution..", "gateway..", "routes")
            .and()
            .doNotHaveFullyQualifiedName("execution.operations.OptionalStages")
            .should()
            .callMethodWhere(target(name("hasEndpoint")));

    /** So a name says one thing to whoever reads or searches, whatever room it is read in. */
    @ArchTest
    static void classesHaveNamesOfTheirOwn(JavaClasses classes) {
        Map<String, List<String>> names = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));

        assertThat(names.values())
                .as("classes of the same name")
                .filteredOn(same -> same.size() > 1)
                .isEmpty();
    }

    /** Any runner is used by its routes alone; the page and the clients of AWS are for ECS as well. */
    @ArchTest
    static final ArchRule onlyItsRoomKnowsEcs = noClasses()
            .that()
            .resideOutsideOfPackages("execution.runner.ecs..", "execution.aws..")
            .and()
            .doNotHaveFullyQualifiedName("routes.EcsRoutes")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("execution.runner.ecs..", "software.amazon.awssdk.services.ecs..");

    /** Whoever needs the time is given it, or the one clock; so a test can say what time it is. */
    @ArchTest
    static final ArchRule timeIsGivenAndNotTaken = noClasses()
            .that()
            .resideInAnyPackage("execution..", "gateway..", "routes")
            .and()
            .doNotHaveFullyQualifiedName("execution.operations.Time")
            .should()
            .accessTargetWhere(readsTheTime());

    /** A deadline within the process must not move with the time of day, so these measure by the monotonic clock. */
    @ArchTest
    static final ArchRule elapsedTimeIsMeasuredInFewPlaces = noClasses()
            .that()
            .resideInAnyPackage("execution..", "gateway..", "routes")
            .and()
            .doNotHaveFullyQualifiedName("execution.results.ResultsDownload")
            .and()
            .doNotHaveFullyQualifiedName("execution.results.TimedWork")
            .and()
            .doNotHaveFullyQualifiedName("execution.store.CallBudget")
            .and()
            .doNotHaveFullyQualifiedName("execution.store.WritesAlong")
            .should()
            .accessTargetWhere(accesses(Set.of("java.lang.System"), Set.of("nanoTime")));

    private static DescribedPredicate<JavaAccess<?>> readsTheTime() {
        return accesses(Set.of("java.lang.System"), Set.of("currentTimeMillis"))
                .or(accesses(Set.of("java.util.Date", "java.util.GregorianCalendar"), Set.of(CONSTRUCTOR_NAME)))
                .or(accesses(Set.of("java.util.Calendar"), Set.of("getInstance")))
                .or(accesses(
                        Set.of("java.time.Clock", "java.time.InstantSource"),
                        Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes")))
                .or(describe(
                        "take the present time",
                        access -> access.getTargetOwner().getPackageName().startsWith("java.time")
                                && access.getName().equals("now")))
                .as("reads the time");
    }

    private static DescribedPredicate<JavaAccess<?>> accesses(Set<String> types, Set<String> members) {
        return describe(
                "accesses " + members + " of " + types,
                access -> types.contains(access.getTargetOwner().getName()) && members.contains(access.getName()));
    }

    private static DescribedPredicate<JavaClass> nestedInSettings() {
        return describe(
                "are nested in settings",
                type -> type.getEnclosingClass().filter(SETTINGS::test).isPresent());
    }

    /**
     * docs/development.md shows who uses whom; with {@code -Darchitecture.picture=write} its picture is written anew.
     * Settings are left out, because any room may read them.
     */
    @ArchTest
    static void pictureShowsWhoUsesWhom(JavaClasses classes) throws IOException {
        String command = "./mvnw test -Dtest=ArchitectureTest -Darchitecture.picture=write";
        String begin = "<!-- This picture is made by: " + command + " -->\n";
        String end = "<!-- The end of what is made. -->\n";
        Path path = Path.of("docs/development.md");
        String made = new RoomPicture(classes, SETTINGS.or(nestedInSettings())).text();
        String page = Files.readString(path);
        assertThat(page).as("the marks between which the picture stands").containsSubsequence(begin, end);
        if ("write".equals(System.getProperty("architecture.picture"))) {
            page = page.substring(0, page.indexOf(begin)) + begin + made + page.substring(page.indexOf(end));
            Files.writeString(path, page);
        }

        assertThat(page.substring(page.indexOf(begin) + begin.length(), page.indexOf(end))
                        .split("\n"))
                .as("rooms use others than docs/development.md shows; this draws its picture anew: " + command)
                .containsExactly(made.split("\n"));
    }

    @ArchTest
    static final ArchRule roomsOfTheProducerHaveNoCycles =
            slices().matching("producer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfTheProducerDoNotUseItsRoot = noClasses()
            .that()
            .resideInAPackage("producer.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("producer");

    @ArchTest
    static final ArchRule routesHoldRoutesOnly = classes()
            .that()
            .resideInAPackage("routes..")
            .and()
            .areTopLevelClasses()
            .should()
            .beAssignableTo(RoutesBuilder.class)
            .orShould()
            .haveSimpleName("package-info");

    @ArchTest
    static final ArchRule onlyTheStoreKnowsTheTable = noClasses()
            .that()
            .resideOutsideOfPackages("execution.store..", "execution.aws..", "execution.audit..")
            .and()
            .doNotHaveFullyQualifiedName("execution.messaging.DependencyGate")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(DynamoDbClient.class);
}
