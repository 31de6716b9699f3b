package execution.runner.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one task, which is all that is known of it. The supervisor writes into it {@code pid}, with its own
 * process id and then also that of the wrapper, and at last {@code exit}, with the wrapper's exit code. The service
 * writes {@code stop} when it is asked to stop the task, and {@code told} when it has told of its end.
 */
final class TaskDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(TaskDirectory.class);

    /** The word in place of an exit code of a task whose program cannot be executed. */
    private static final String UNUSABLE = "unusable";

    private static final int MOST_BYTES = 100;

    private static final Pattern ATTEMPT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    /**
     * How much later than the file with its id a process may seem to have started. A process that got the same id later
     * is so told from the task's, also after a restart of the machine.
     */
    private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

    private final Path path;

    private TaskDirectory(Path path) {
        this.path = path;
    }

    /** Gives the directory of an attempt's task, which need not be there; empty if no attempt has such an id. */
    static Optional<TaskDirectory> of(Path directory, String attemptId) {
        return ATTEMPT_ID.matcher(attemptId).matches()
                ? Optional.of(new TaskDirectory(directory.resolve(attemptId)))
                : Optional.empty();
    }

    /** Gives the directories of all tasks that are remembered. */
    static List<TaskDirectory> all(Path directory) {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> of(directory, path.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .filter(TaskDirectory::exists)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String attemptId() {
        return path.getFileName().toString();
    }

    Path path() {
        return path;
    }

    /** Gives the working directory of the command, which is its home and its place for temporary files as well. */
    Path work() {
        return path.resolve("work");
    }

    /** Gives the file with what the wrapper and the command print. */
    Path log() {
        return path.resolve("log");
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    /** Makes the directory; it may be there already. */
    void create() throws IOException {
        FileAttribute<Set<PosixFilePermission>> own =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(path, own);
        Files.createDirectories(work(), own);
    }

    /** Tells whether the attempt has a task: a supervisor was started for it. */
    boolean isStarted() {
        return Files.exists(path.resolve("pid")) || Files.isRegularFile(path.resolve("exit"));
    }

    /** Tells whether the supervisor saw the end of the task. */
    boolean isEnded() {
        return text("exit").isPresent();
    }

    /** Tells whether the task's program could not be executed. */
    boolean isUnusable() {
        return text("exit").filter(UNUSABLE::equals).isPresent();
    }

    /** Gives the exit code; empty if the task has not ended, or nobody saw its end. */
    Optional<Integer> exitCode() {
        return text("exit").filter(code -> code.matches("[0-9]{1,3}")).map(Integer::valueOf);
    }

    /** Tells whether the supervisor or the wrapper is there. */
    boolean isAlive() {
        return processes().findAny().isPresent();
    }

    boolean isRunning() {
        return !isEnded() && isAlive();
    }

    boolean isStopRequested() {
        return Files.exists(path.resolve("stop"));
    }

    /**
     * Notes a request to stop the task, and gives when the first one was made. Where it cannot be noted, because the
     * disk is full, the task has to be stopped all the same.
     */
    Instant stopRequested(Instant now) {
        Optional<String> first = text("stop");
        if (first.isEmpty()) {
            try {
                write("stop", Long.toString(now.toEpochMilli()));
            } catch (UncheckedIOException e) {
                LOG.warn("The request to stop task {} cannot be written down: {}", attemptId(), e.toString());
            }
        }
        return first.filter(millis -> millis.matches("[0-9]{1,15}"))
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
                .orElse(now);
    }

    boolean isTold() {
        return Files.exists(path.resolve("told"));
    }

    void told() {
        if (exists()) {
            write("told", "");
        }
    }

    /** Sends SIGTERM to the wrapper. Until the supervisor has started it, the file {@code stop} says the same. */
    void terminate() {
        wrapper().ifPresent(ProcessHandle::destroy);
    }

    /** Kills the wrapper and all that it started; the supervisor writes down that it ended. */
    void kill() {
        wrapper().ifPresent(wrapper -> {
            List<ProcessHandle> descendants = wrapper.descendants().toList();
            wrapper.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        });
    }

    /** Tells whether the last that happened to the task happened before a time. */
    boolean isOlderThan(Instant time) {
        try {
            return lastWritten().isBefore(time);
        } catch (IOException e) {
            return false;
        }
    }

    private Instant lastWritten() throws IOException {
        Path last = Stream.of("exit", "pid")
                .map(path::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(path);
        return Files.getLastModifiedTime(last).toInstant();
    }

    /** Removes the working directory. Links in it are removed and not followed. */
    void removeWork() {
        remove(work());
    }

    /** Removes all that is known of the task. */
    void remove() {
        remove(path);
    }

    private Optional<ProcessHandle> wrapper() {
        List<Long> ids = ids();
        return ids.size() < 2 ? Optional.empty() : alive(ids.get(1));
    }

    private Stream<ProcessHandle> processes() {
        return ids().stream().map(this::alive).flatMap(Optional::stream);
    }

    private List<Long> ids() {
        return text("pid").stream()
                .flatMap(ids -> Arrays.stream(ids.split(" ")))
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .toList();
    }

    private Optional<ProcessHandle> alive(long id) {
        return ProcessHandle.of(id).filter(ProcessHandle::isAlive).filter(this::isOfTheTask);
    }

    private boolean isOfTheTask(ProcessHandle process) {
        try {
            Instant written = Files.getLastModifiedTime(path.resolve("pid")).toInstant();
            return !isZombie(process.pid())
                    && process.info()
                            .startInstant()
                            .map(started -> !started.isAfter(written.plus(CLOCK_STEP)))
                            .orElse(true);
        } catch (IOException e) {
            return false;
        }
    }

    /** Tells whether a process has ended and is still listed, because nobody has asked for its exit code. */
    private static boolean isZombie(long id) {
        try {
            String stat = Files.readString(Path.of("/proc/" + id + "/stat"));
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads a small file. The task's command can write here too, so the file may be anything. */
    private Optional<String> text(String file) {
        Path whole = path.resolve(file);
        if (!Files.isRegularFile(whole)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(whole)) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, String text) {
        try {
            Path whole = Files.writeString(path.resolve(file + ".new"), text);
            Files.move(whole, path.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path tree) {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("{} of a task that has ended cannot be removed: {}", tree, e.toString());
        }
    }
}
