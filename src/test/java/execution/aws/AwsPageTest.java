package execution.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.runner.ecs.EcsProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** docs/aws.md says what the definition says, with the names that the service has by default. */
class AwsPageTest {

    private static final Map<Role, String> HEADINGS = new EnumMap<>(Map.of(
            Role.SERVICE, "The service",
            Role.TASK, "A task",
            Role.TASK_EXECUTION, "A task's start",
            Role.FUNCTION, "A function",
            Role.WORKER, "A worker",
            Role.PRODUCER, "The load producer",
            Role.PIPE, "The pipe",
            Role.BUCKET, "The results bucket",
            Role.RULE, "The rule",
            Role.SENDER, "Who sends job events"));

    private static AwsResources resources;
    private static String page;

    @BeforeAll
    static void read() throws IOException {
        Binder defaults = new Binder(new MapConfigurationPropertySource(Map.of()));
        resources = AwsResources.of(
                defaults.bindOrCreate("execution", ServiceProperties.class),
                defaults.bindOrCreate("execution.ecs", EcsProperties.class),
                defaults.bindOrCreate("execution.gateway", AuditProperties.class));
        page = Files.readString(Path.of("docs/aws.md"));
    }

    @Test
    void shouldShowEachTable() {
        assertThat(rows("Tables", 5))
                .containsExactlyElementsOf(resources.tables().stream()
                        .map(table -> row(
                                code(table.name()),
                                key(table.key()),
                                table.stream() == null ? "none" : code(table.stream()),
                                code(table.billing()),
                                table.expires() == null ? "none" : code(table.expires())))
                        .toList());
    }

    @Test
    void shouldShowEachIndex() {
        List<AwsResources.Table> indexed = resources.tables().stream()
                .filter(table -> !table.indexes().isEmpty())
                .toList();

        assertThat(indexed).hasSize(1);
        assertThat(rows("Indexes of the executions table", 3))
                .containsExactlyElementsOf(indexed.get(0).indexes().stream()
                        .map(index -> row(code(index.name()), key(index.key()), code(index.projection())))
                        .toList());
    }

    @Test
    void shouldShowEachQueue() {
        assertThat(rows("Queues", 6))
                .containsExactlyElementsOf(resources.queues().stream()
                        .map(queue -> row(
                                code(queue.name()),
                                text(queue.visibility()),
                                Integer.toString(queue.deliveries()),
                                text(queue.kept()),
                                code(queue.deadLetterQueue()),
                                text(queue.deadLettersKept())))
                        .toList());
    }

    @Test
    void shouldShowEachBucket() {
        assertThat(rows("Buckets", 1))
                .containsExactlyElementsOf(resources.buckets().stream()
                        .map(bucket -> row(code(bucket)))
                        .toList());
    }

    @Test
    void shouldShowWhatIsDeletedByItself() {
        assertThat(rows("Lifecycle", 3))
                .containsExactlyElementsOf(resources.expiries().stream()
                        .map(expiry -> row(code(expiry.bucket()), code(expiry.prefix()), text(expiry.after())))
                        .toList());
    }

    @Test
    void shouldShowWhatIsToldByWhom() throws IOException {
        AwsResources.Notification results = resources.resultsNotification();
        AwsResources.Pipe wakeUps = resources.wakeUpPipe();

        assertThat(rows("Events", 3))
                .containsExactly(
                        row(
                                "notification of the bucket " + code(results.bucket()),
                                code(results.event()) + ", prefix " + code(results.prefix()) + ", suffix "
                                        + code(results.suffix()),
                                code(results.queue())),
                        row(
                                "EventBridge rule",
                                "the pattern below",
                                code(resources.taskStateRule().queue())),
                        row(
                                "EventBridge pipe",
                                "the stream of " + code(wakeUps.table()) + " from the latest record on",
                                code(wakeUps.queue())));
        String[] parts = section("Events").split("```json\n|```");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readValue(parts[1], Map.class))
                .isEqualTo(resources.taskStateRule().pattern());
        assertThat(mapper.readValue(parts[3], Map.class)).isEqualTo(wakeUps.filter());
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowWhatEachRoleMayDo(Role role) {
        assertThat(rows(HEADINGS.get(role), 3))
                .containsExactlyElementsOf(resources.permissions().stream()
                        .filter(permission -> permission.role() == role)
                        .map(AwsPageTest::row)
                        .toList());
    }

    private static String row(Permission permission) {
        return row(
                code(permission.action()),
                permission.on().stream()
                        .map(resource -> resource.contains(" ") ? resource : code(resource))
                        .collect(Collectors.joining(", ")),
                permission.isAlwaysNeeded() ? "always" : permission.when());
    }

    private static String row(String... cells) {
        return String.join(" | ", cells);
    }

    private static String key(AwsResources.Key key) {
        return code(key.partition()) + ", " + code(key.sort());
    }

    private static String code(Object text) {
        return "`" + text + "`";
    }

    private static String text(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " days";
        }
        return duration.toHours() > 0 ? duration.toHours() + " h" : duration.toSeconds() + " s";
    }

    /** The first cells of the rows of the table under a heading. */
    private static List<String> rows(String heading, int cells) {
        return section(heading)
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .limit(cells)
                        .collect(Collectors.joining(" | ")))
                .toList();
    }

    /** What is between a heading and the next one. */
    private static String section(String heading) {
        return Stream.of(page.split("(?m)^#+ "))
                .filter(section -> section.startsWith(heading + "\n"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no heading " + heading));
    }
}
