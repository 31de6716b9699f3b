package execution.runner.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.runner.EndCause;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRefusedForNowException;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Runs tasks as processes of this machine. The reference of a task is its attempt's id, which is the name of its
 * directory too; so it is found again after a restart of the service.
 */
@Component
@ConditionalOnProperty("execution.process.enabled")
public class ProcessTasks {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTasks.class);

    /** How long after its stop timeout a wrapper may take before it is killed. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final String CLI_JSON = "--cli-json";

    private final ProcessProperties properties;
    private final Catalogue catalogue;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Supervisor supervisor;

    @Autowired
    ProcessTasks(ProcessProperties properties, Catalogue catalogue, ObjectMapper mapper, Clock clock) {
        this(properties, catalogue, mapper, clock, new Supervisor());
    }

    ProcessTasks(
            ProcessProperties properties,
            Catalogue catalogue,
            ObjectMapper mapper,
            Clock clock,
            Supervisor supervisor) {
        this.properties = properties;
        this.catalogue = catalogue;
        this.mapper = mapper;
        this.clock = clock;
        this.supervisor = supervisor;
    }

    /**
     * Starts the attempt's task, or finds the one that an earlier call started.
     *
     * @return the task's reference
     * @throws LaunchRefusedException if the task has no command
     * @throws LaunchRefusedForNowException if the disk has too little room
     * @throws LaunchThrottledException if as many processes run as may
     * @throws IOException if it is not known whether a process was started
     */
    public synchronized String run(@Body LaunchRequest request) throws IOException {
        TaskDirectory task = TaskDirectory.of(properties.directory(), request.attemptId())
                .orElseThrow(() -> new LaunchRefusedException("the attempt's id is no name of a directory"));
        if (!task.isStarted()) {
            List<String> command = command(request);
            Files.createDirectories(properties.directory());
            // Another instance on this machine counts and starts processes as well.
            try (FileChannel channel = FileChannel.open(
                            properties.directory().resolve(".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                start(task, command, request);
            }
        }
        return task.attemptId();
    }

    private void start(TaskDirectory task, List<String> command, LaunchRequest request) throws IOException {
        if (task.isStarted()) {
            return;
        }
        // A directory without a process is left where the service ended in the middle of a launch. That launch goes on.
        if (!task.exists()) {
            admit();
            task.create();
        }
        boolean wrappers = command.get(0).startsWith("--");
        supervisor.start(
                task,
                wrappers || command.get(0).contains("${{") ? "" : command.get(0),
                wrappers
                        ? withStopTimeout(command)
                        : wrapped(command, request.environment().get("EXECUTION_TASK")),
                request.environment());
    }

    private void admit() throws IOException {
        List<TaskDirectory> known = TaskDirectory.all(properties.directory());
        known.stream()
                .filter(old -> old.isOlderThan(clock.instant().minus(properties.kept())) && !mayRun(old))
                .forEach(TaskDirectory::remove);
        if (isFull(known)) {
            throw new LaunchThrottledException("as many processes run as may (execution.process.most)");
        }
        if (usableSpace(properties.directory()) < properties.freeSpace().toBytes()) {
            throw new LaunchRefusedForNowException("the machine has too little room on its disk at present");
        }
    }

    boolean isFull(List<TaskDirectory> known) {
        return known.stream().filter(ProcessTasks::mayRun).count() >= properties.most();
    }

    /** Gives how many bytes can still be written. */
    long usableSpace(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Gives the command of the launch, or else that of the task's file. */
    private List<String> command(LaunchRequest request) {
        List<String> command = Optional.ofNullable(request.launch().command())
                .or(() -> catalogue
                        .find(request.environment().getOrDefault("EXECUTION_TASK", ""))
                        .map(TaskFile::container)
                        .map(TaskFile.Container::command))
                .orElse(List.of());
        if (command.isEmpty() || command.get(0).isBlank()) {
            throw new LaunchRefusedException("the task has no command that a process could run");
        }
        return command;
    }

    private List<String> wrapped(List<String> command, String name) {
        ObjectNode job = mapper.createObjectNode().put("job", name == null ? "" : name);
        ArrayNode words = job.putArray("command");
        command.forEach(words::add);
        try {
            return withStopTimeout(List.of(CLI_JSON, mapper.writeValueAsString(job)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written as JSON", e);
        }
    }

    private List<String> withStopTimeout(List<String> arguments) {
        List<String> words = new ArrayList<>(properties.wrapper());
        words.addAll(arguments);
        if (words.stream().noneMatch(word -> word.startsWith("--stop-timeout"))) {
            words.add("--stop-timeout=" + properties.stopTimeout().toSeconds());
        }
        return words;
    }

    /** Gives the reference of the attempt's task; null if none was started on this machine. */
    public String find(@Body String attemptId) {
        return started(attemptId).map(TaskDirectory::attemptId).orElse(null);
    }

    /**
     * Asks a task to end. If it was asked before, for longer than it may take, it is killed. A task that is not known
     * has stopped, which is no failure.
     */
    public void stop(@Body String reference) {
        started(reference).filter(TaskDirectory::isRunning).ifPresent(task -> {
            Duration asked = Duration.between(task.stopRequested(clock.instant()), clock.instant());
            if (asked.compareTo(properties.stopTimeout().plus(GRACE)) < 0) {
                task.terminate();
            } else {
                task.kill();
            }
        });
    }

    /** Gives the states of those tasks that are known on this machine. */
    public List<TaskState> describe(@Body List<?> references) {
        return references.stream()
                .map(String::valueOf)
                .map(this::started)
                .flatMap(Optional::stream)
                .map(ProcessTasks::stateIfReadable)
                .toList();
    }

    /** Gives the states of the tasks that have ended and of whose end nobody was told yet. */
    public List<TaskState> ended() {
        return TaskDirectory.all(properties.directory()).stream()
                .filter(task -> !task.isTold() && task.isStarted())
                .map(ProcessTasks::stateIfReadable)
                .filter(TaskState::isStopped)
                .toList();
    }

    /** Notes that the end of a task was told, and removes what its command left in its working directory. */
    public void told(@Body TaskState state) {
        started(state.reference()).ifPresent(task -> {
            // In this order, because the end could not be noted as long as what the command left fills the disk.
            task.removeWork();
            task.told();
        });
    }

    private Optional<TaskDirectory> started(String attemptId) {
        return TaskDirectory.of(properties.directory(), attemptId).filter(TaskDirectory::isStarted);
    }

    /** A task can make its own files unreadable. Then nothing is known of it but that it is there. */
    private static TaskState stateIfReadable(TaskDirectory task) {
        try {
            return state(task);
        } catch (UncheckedIOException e) {
            LOG.debug("The files of task {} cannot be read: {}", task.attemptId(), e.toString());
            return TaskState.of(task.attemptId(), task.attemptId(), 0, null, TaskPhase.KNOWN);
        }
    }

    private static boolean mayRun(TaskDirectory task) {
        try {
            return task.isRunning();
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    private static TaskState state(TaskDirectory task) {
        // Asked in this order, because the supervisor writes the exit code before it ends.
        boolean alive = task.isAlive();
        if (alive && !task.isEnded()) {
            return TaskState.of(task.attemptId(), task.attemptId(), 0, null, TaskPhase.STARTED);
        }
        return new TaskState(task.attemptId(), task.attemptId(), 0, null, TaskPhase.STOPPED, end(task), null, null);
    }

    private static TaskEnd end(TaskDirectory task) {
        if (task.isUnusable()) {
            return new TaskEnd(null, EndCause.UNUSABLE, "the task's program is not on the machine");
        }
        Integer code = task.exitCode().orElse(null);
        if (task.isStopRequested()) {
            return new TaskEnd(code, EndCause.REQUESTED, null);
        }
        return code == null
                ? new TaskEnd(null, EndCause.PLATFORM, "the task's process is gone, and its exit code is not known")
                : new TaskEnd(code, EndCause.JOB, null);
    }
}
