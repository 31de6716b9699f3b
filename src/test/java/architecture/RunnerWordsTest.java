package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The stages know what any runner says, so the words of ECS stand in its room alone, in comments as well as in code.
 * The room of Lambda has some words of its own that are the same. What runs in a task may ask ECS about the task.
 */
class RunnerWordsTest {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final List<Path> ROOMS = List.of(
            SOURCES.resolve("execution/runner/ecs"),
            SOURCES.resolve("execution/runner/lambda"),
            SOURCES.resolve("execution/aws"),
            SOURCES.resolve("wrapper/work/ecs"),
            SOURCES.resolve("routes/EcsRoutes.java"));

    private static final Pattern WORDS = Pattern.compile(
            "subnet|capacity.?provider|stop.?code|task.?arn|last.?status|stopped.?reason|startedBy\\b|client.?token"
                    + "|Run.?Task\\b|DescribeTasks|ListTasks|StopTask\\b",
            Pattern.CASE_INSENSITIVE);

    @Test
    void shouldFindTheWordsOfEcsInItsRoomAlone() throws IOException {
        List<Path> files = sources()
                .filter(file -> ROOMS.stream().noneMatch(file::startsWith))
                .toList();

        assertThat(files).isNotEmpty();
        assertThat(files.stream().flatMap(RunnerWordsTest::linesWithSuchWords)).isEmpty();
    }

    @Test
    void shouldKnowTheWordsByTheRoomThatUsesThem() throws IOException {
        assertThat(sources().filter(file -> file.startsWith(ROOMS.get(0))).flatMap(RunnerWordsTest::linesWithSuchWords))
                .isNotEmpty();
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static Stream<String> linesWithSuchWords(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> WORDS.matcher(line).find())
                    .map(line -> file + ": " + line.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
