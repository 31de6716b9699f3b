package execution.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.HandClock;
import execution.model.Launch;
import execution.runner.EndCause;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.util.unit.DataSize;

/** What the runner process does beside the contract that all runners have. */
class ProcessTasksTest {

    private static final String ENDLESS = "exec sleep 3600";

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock(Instant.now());
    private final Catalogue catalogue = Mockito.mock(Catalogue.class);

    @AfterEach
    void killAll() {
        TestProcesses.killAll(directory);
    }

    @Test
    void shouldKnowATaskAfterARestartOfTheService() throws Exception {
        tasks(10).run(request("running-1", ENDLESS));
        tasks(10).run(request("fails-1", "exit 7"));

        ProcessTasks restarted = tasks(10);

        assertThat(restarted.find("running-1")).isEqualTo("running-1");
        assertThat(state(restarted, "running-1").phase()).isEqualTo(TaskPhase.STARTED);
        assertThat(awaitStopped(restarted, "fails-1").end().exitCode()).isEqualTo(7);
        restarted.stop("running-1");
        assertThat(awaitStopped(restarted, "running-1").end().cause()).isEqualTo(EndCause.REQUESTED);
    }

    @Test
    void shouldStartOneProcessHoweverManyInstancesAreAsked() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<String> run = () -> tasks(10).run(request("shared-1", "echo ran >>../runs; " + ENDLESS));
            List<Future<String>> answers =
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> run).toList());
            // A file lock is for processes: threads of one that meet get an exception, which is an unclear answer.
            assertThat(answers.stream().filter(ProcessTasksTest::isAnswered)).isNotEmpty();
        } finally {
            threads.shutdownNow();
        }

        assertThat(tasks(10).run(request("shared-1", ENDLESS))).isEqualTo("shared-1");
        await().until(() -> hasText(directory.resolve("shared-1/runs")));
        assertThat(Files.readAllLines(directory.resolve("shared-1/runs"))).hasSize(1);
    }

    @Test
    void shouldStartOneProcessWhereTwoSupervisorsMeet() throws Exception {
        TaskDirectory task = TaskDirectory.of(directory, "met-1").orElseThrow();
        task.create();
        List<String> words = List.of("/bin/sh", "-c", "echo ran >>../runs; " + ENDLESS);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> start = () -> {
                new Supervisor().start(task, "", words, Map.of());
                return null;
            };
            for (Future<Void> started :
                    threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> start).toList())) {
                started.get();
            }
        } finally {
            threads.shutdownNow();
        }

        await().until(() -> hasText(directory.resolve("met-1/runs")));
        assertThat(Files.readAllLines(directory.resolve("met-1/runs"))).hasSize(1);
    }

    @Test
    void shouldGoOnWithALaunchInWhichTheServiceEnded() throws Exception {
        TaskDirectory.of(directory, "half-1").orElseThrow().create();
        ProcessTasks tasks = tasks(10);
        assertThat(tasks.find("half-1")).isNull();

        tasks.run(request("half-1", "exit 0"));

        assertThat(awaitStopped(tasks, "half-1").end().exitCode()).isZero();
    }

    @Test
    void shouldRunNoMoreProcessesAtOnceThanMay() throws Exception {
        ProcessTasks tasks = tasks(2);
        tasks.run(request("a-1", ENDLESS));
        tasks.run(request("b-1", ENDLESS));
        assertThatThrownBy(() -> tasks.run(request("c-1", ENDLESS))).isInstanceOf(LaunchThrottledException.class);
        assertThat(tasks.run(request("a-1", ENDLESS))).as("it runs already").isEqualTo("a-1");

        tasks.stop("a-1");
        awaitStopped(tasks, "a-1");

        assertThat(tasks.run(request("c-1", ENDLESS))).isEqualTo("c-1");
    }

    @Test
    void shouldKillWhatDoesNotEndWhenItIsAskedToAgainAfterItsTime() throws Exception {
        ProcessTasks tasks = tasks(10);
        tasks.run(request("deaf-1", "trap '' TERM; echo >../deaf; while :; do sleep 1; done"));
        await().until(() -> Files.exists(directory.resolve("deaf-1/deaf")));

        tasks.stop("deaf-1");
        tasks.stop("deaf-1");
        assertThat(state(tasks, "deaf-1").phase()).isEqualTo(TaskPhase.STARTED);
        clock.advance(Duration.ofSeconds(36));
        tasks.stop("deaf-1");

        TaskState stopped = awaitStopped(tasks, "deaf-1");
        assertThat(stopped.end().exitCode()).isEqualTo(137);
        assertThat(stopped.end().cause()).isEqualTo(EndCause.REQUESTED);
    }

    @Test
    void shouldTakeAnotherProcessWithTheSameIdForAnotherProcess() throws Exception {
        TaskDirectory task = TaskDirectory.of(directory, "reused-1").orElseThrow();
        task.create();
        Path pid = Files.writeString(
                task.path().resolve("pid"),
                ProcessHandle.current().pid() + " " + ProcessHandle.current().pid());
        Files.setLastModifiedTime(pid, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        ProcessTasks tasks = tasks(10);

        tasks.stop("reused-1");

        TaskState state = state(tasks, "reused-1");
        assertThat(state.end().cause()).isEqualTo(EndCause.PLATFORM);
        assertThat(state.end().exitCode()).isNull();
    }

    @Test
    void shouldGiveTheWrapperItsWordsAsTheyAreAndNothingOfTheServicesEnvironment() throws Exception {
        String odd = "$(touch pwned) `touch pwned` ; \"'\\ \u00e4\n*";
        TaskFile file = task(List.of("printf", odd));
        Mockito.when(catalogue.find("odd")).thenReturn(Optional.of(file));
        ProcessProperties properties = new ProcessProperties(
                true,
                List.of("/bin/sh", "-c", "printf '%s' \"$2\" >../words; env >../environment", "wrapper"),
                directory,
                1,
                DataSize.ofBytes(1),
                Duration.ofSeconds(30),
                Duration.ofHours(24));
        ProcessTasks tasks = new ProcessTasks(properties, catalogue, new ObjectMapper(), clock, new Supervisor());

        tasks.run(new LaunchRequest(
                launch(null), "odd-1", Map.of("EXECUTION_TASK", "odd", "EXECUTION_CALLBACK_TOKEN", "s3cret")));
        awaitStopped(tasks, "odd-1");

        Path own = directory.resolve("odd-1");
        assertThat(new ObjectMapper().readTree(own.resolve("words").toFile()).get("command"))
                .extracting(word -> word.textValue())
                .containsExactly("printf", odd);
        assertThat(own.resolve("work")).isEmptyDirectory();
        assertThat(Files.readAllLines(own.resolve("environment")))
                .extracting(line -> line.substring(0, line.indexOf('=')))
                .isSubsetOf(
                        "EXECUTION_TASK",
                        "EXECUTION_CALLBACK_TOKEN",
                        "PATH",
                        "JAVA_HOME",
                        "LC_ALL",
                        "HOME",
                        "TMPDIR",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_");
        Files.delete(own.resolve("environment"));
        try (Stream<Path> files = Files.walk(own)) {
            assertThat(files.filter(Files::isRegularFile))
                    .as("no file of the service has the token")
                    .allSatisfy(written -> assertThat(Files.readString(written)).doesNotContain("s3cret"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../other", "a/b", "", ".lock", "a b", "a\u0000b", "-a"})
    void shouldKnowNoTaskByAReferenceThatIsNoAttempt(String reference) {
        ProcessTasks tasks = tasks(10);

        assertThat(tasks.find(reference)).isNull();
        assertThat(tasks.describe(List.of(reference))).isEmpty();
        tasks.stop(reference);
    }

    @Test
    void shouldNotBeConfusedByATaskThatWritesIntoItsDirectory() throws Exception {
        ProcessTasks tasks = tasks(10);
        tasks.run(request("good-1", "exit 4"));
        // The stop comes last, because the supervisor may end the task as soon as it sees one.
        tasks.run(request("odd-1", "echo x y >../exit; echo 1 a >../pid; mkdir ../told; echo z >../stop; exit 0"));
        awaitStopped(tasks, "good-1");
        await().until(() -> Files.exists(directory.resolve("odd-1/stop")));

        tasks.stop("odd-1");
        assertThat(tasks.describe(List.of("odd-1", "good-1"))).hasSize(2);
        assertThat(tasks.ended()).extracting(TaskState::reference).contains("good-1");
        // The first process of the machine never ends.
        Files.writeString(directory.resolve("odd-1/pid"), "");
    }

    @Test
    void shouldTellEachEndUntilItIsTakenAndRemoveWhatTheCommandLeft() throws Exception {
        ProcessTasks tasks = tasks(10);
        tasks.run(request("ends-1", "echo left >left; exit 5"));
        tasks.run(request("running-1", ENDLESS));
        awaitStopped(tasks, "ends-1");

        assertThat(tasks.ended()).extracting(TaskState::reference).containsExactly("ends-1");
        assertThat(tasks.ended()).hasSize(1);
        tasks.told(tasks.ended().get(0));

        assertThat(tasks.ended()).isEmpty();
        assertThat(directory.resolve("ends-1/work")).doesNotExist();
        assertThat(state(tasks, "ends-1").end().exitCode()).isEqualTo(5);
    }

    /** What a command left may be what fills the disk. */
    @Test
    void shouldRemoveWhatTheCommandLeftAlsoWhereNothingCanBeWritten() throws Exception {
        ProcessTasks tasks = tasks(10);
        tasks.run(request("ends-1", "echo left >left; exit 5"));
        TaskState ended = awaitStopped(tasks, "ends-1");
        Files.createDirectory(directory.resolve("ends-1/told.new"));

        assertThatThrownBy(() -> tasks.told(ended)).isInstanceOf(UncheckedIOException.class);

        assertThat(directory.resolve("ends-1/work")).doesNotExist();
    }

    @Test
    void shouldStopATaskAlsoWhereTheRequestCannotBeWrittenDown() throws Exception {
        ProcessTasks tasks = tasks(10);
        tasks.run(request("running-1", "trap 'exit 3' TERM; echo >../ready; while :; do sleep 0.1; done"));
        await().until(() -> Files.exists(directory.resolve("running-1/ready")));
        Files.createDirectory(directory.resolve("running-1/stop.new"));

        tasks.stop("running-1");

        assertThat(awaitStopped(tasks, "running-1").end().exitCode()).isEqualTo(3);
    }

    /** A file that cannot be read, as a task can make of its own. */
    @Test
    void shouldTellOfTheOthersWhereTheFilesOfOneTaskCannotBeRead() throws Exception {
        ProcessTasks tasks = tasks(2);
        tasks.run(request("good-1", "exit 4"));
        awaitStopped(tasks, "good-1");
        TaskDirectory.of(directory, "odd-1").orElseThrow().create();
        Files.createSymbolicLink(directory.resolve("odd-1/exit"), Path.of("/proc/self/mem"));
        Files.writeString(directory.resolve("odd-1/pid"), "");

        assertThat(tasks.ended()).extracting(TaskState::reference).containsExactly("good-1");
        assertThat(tasks.describe(List.of("odd-1", "good-1")))
                .extracting(TaskState::phase)
                .containsExactly(TaskPhase.KNOWN, TaskPhase.STOPPED);
        assertThat(tasks.run(request("next-1", "exit 0"))).isEqualTo("next-1");
    }

    /** A supervisor that cannot write its id has started nothing, so the launch can be made again. */
    @Test
    void shouldStartATaskAfterItsSupervisorCouldNotWriteItsId() throws Exception {
        ProcessTasks tasks = tasks(10);
        TaskDirectory.of(directory, "full-1").orElseThrow().create();
        Path blocked = Files.createDirectory(directory.resolve("full-1/pid.new"));
        assertThatThrownBy(() -> tasks.run(request("full-1", "exit 6"))).isInstanceOf(IOException.class);
        Files.delete(blocked);

        tasks.run(request("full-1", "exit 6"));

        assertThat(awaitStopped(tasks, "full-1").end().exitCode()).isEqualTo(6);
    }

    @Test
    void shouldWriteTheExitCodeOnceThereIsRoomForIt() throws Exception {
        ProcessTasks tasks = tasks(10);
        TaskDirectory.of(directory, "full-1").orElseThrow().create();
        Path blocked = Files.createDirectory(directory.resolve("full-1/exit.new"));
        tasks.run(request("full-1", "echo >../ran; exit 6"));
        await().until(() -> Files.exists(directory.resolve("full-1/ran")));
        // The command has ended; its supervisor is there until it has written how.
        await().during(Duration.ofSeconds(1)).until(() -> state(tasks, "full-1").phase() == TaskPhase.STARTED);
        Files.delete(blocked);

        assertThat(awaitStopped(tasks, "full-1").end().exitCode()).isEqualTo(6);
    }

    @Test
    void shouldForgetEndedTasksAfterAWhileAndRunningOnesNever() throws Exception {
        ProcessTasks tasks = tasks(10);
        tasks.run(request("ended-1", "exit 0"));
        tasks.run(request("running-1", ENDLESS));
        awaitStopped(tasks, "ended-1");

        clock.advance(Duration.ofHours(25));
        tasks.run(request("next-1", "exit 0"));

        assertThat(tasks.find("ended-1")).isNull();
        assertThat(tasks.find("running-1")).isEqualTo("running-1");
    }

    /** A shell makes a file before it writes into it. */
    private static boolean hasText(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    private ProcessTasks tasks(int most) {
        return new ProcessTasks(
                TestProcesses.properties(directory, most), catalogue, new ObjectMapper(), clock, new Supervisor());
    }

    private static LaunchRequest request(String attemptId, String shell) {
        return new LaunchRequest(launch(List.of("--run", shell)), attemptId, Map.of("EXECUTION_TASK", "task"));
    }

    private static Launch launch(List<String> command) {
        return new Launch("task", "task", null, null, command, Map.of(), Map.of());
    }

    private static TaskFile task(List<String> command) {
        TaskFile task = Mockito.mock(TaskFile.class);
        TaskFile.Container container = Mockito.mock(TaskFile.Container.class);
        Mockito.when(task.container()).thenReturn(container);
        Mockito.when(container.command()).thenReturn(command);
        return task;
    }

    private static boolean isAnswered(Future<String> answer) {
        try {
            return "shared-1".equals(answer.get());
        } catch (Exception e) {
            return false;
        }
    }

    private static TaskState state(ProcessTasks tasks, String reference) throws IOException {
        List<TaskState> states = tasks.describe(List.of(reference));
        assertThat(states).hasSize(1);
        return states.get(0);
    }

    private static TaskState awaitStopped(ProcessTasks tasks, String reference) {
        return await().until(() -> state(tasks, reference), TaskState::isStopped);
    }
}
