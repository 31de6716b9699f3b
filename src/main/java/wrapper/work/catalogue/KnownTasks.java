package wrapper.work.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The tasks that the worker may run. A task's file is read when its first message comes, and only once. The service
 * reads the same files and checks all of them; here only the section {@code worker} counts.
 */
public final class KnownTasks {
    private static final Logger LOG = LoggerFactory.getLogger(KnownTasks.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");
    private static final int MOST_BYTES = 262_144;
    private static final int MOST_WORDS = 100;
    private static final int MOST_WORD = 4_000;

    private final List<Path> folders;
    private final Map<String, WorkerTask> tasks = new ConcurrentHashMap<>();

    /** Takes the operators' folders. The last one that has a file of a task counts. */
    public KnownTasks(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** Says that the worker may not run a task. The message is for those who asked for the task. */
    public static final class RefusedTaskException extends Exception {
        RefusedTaskException(String message) {
            super(message);
        }
    }

    /**
     * Gives how a task is run.
     *
     * @throws RefusedTaskException if the worker does not know the task, or may not run it
     */
    public WorkerTask find(String name) throws RefusedTaskException {
        // The name becomes part of a path, so it is checked before anything else.
        if (!NAME.matcher(name).matches()) {
            throw new RefusedTaskException("the worker refuses the task, whose name is none");
        }
        WorkerTask known = tasks.get(name);
        if (known == null) {
            known = read(name);
            tasks.put(name, known);
        }
        return known;
    }

    private WorkerTask read(String name) throws RefusedTaskException {
        try {
            byte[] file = content(name);
            if (file.length > MOST_BYTES) {
                throw new IOException("more than " + MOST_BYTES + " bytes");
            }
            LoadSettings settings = LoadSettings.builder()
                    .setMaxAliasesForCollections(0)
                    .setCodePointLimit(MOST_BYTES)
                    .build();
            Object root = new Load(settings).loadFromString(new String(file, StandardCharsets.UTF_8));
            return task(name, root instanceof Map<?, ?> map ? map : Map.of());
        } catch (NoSuchFileException e) {
            throw new RefusedTaskException("task " + name + " is not in the worker's catalogue");
        } catch (IOException | YamlEngineException | StackOverflowError e) {
            LOG.error(
                    "the file of task {} cannot be read: {}", name, e.getClass().getSimpleName());
            throw new RefusedTaskException("the worker cannot read the file of task " + name);
        }
    }

    private byte[] content(String name) throws IOException {
        String file = name + ".yaml";
        for (int i = folders.size() - 1; i >= 0; i--) {
            Path path = folders.get(i).resolve(file);
            if (Files.isRegularFile(path)) {
                try (InputStream in = Files.newInputStream(path)) {
                    return in.readNBytes(MOST_BYTES + 1);
                }
            }
        }
        try (InputStream in = KnownTasks.class.getClassLoader().getResourceAsStream("tasks/" + file)) {
            if (in == null) {
                throw new NoSuchFileException(file);
            }
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private static WorkerTask task(String name, Map<?, ?> file) throws RefusedTaskException {
        if (!(file.get("worker") instanceof Map<?, ?> worker)) {
            throw new RefusedTaskException("task " + name + " has no section worker, so no worker may run it");
        }
        WorkerTask.Mode mode =
                switch (worker.get("mode") instanceof String text ? text : "process") {
                    case "process" -> WorkerTask.Mode.PROCESS;
                    case "lines" -> WorkerTask.Mode.LINES;
                    case "function" -> WorkerTask.Mode.FUNCTION;
                    default -> throw unusable(name, "worker.mode");
                };
        if (mode == WorkerTask.Mode.FUNCTION) {
            if (!(worker.get("function") instanceof String type)
                    || !CLASS.matcher(type).matches()) {
                throw unusable(name, "worker.function");
            }
            return new WorkerTask(name, mode, List.of(), type);
        }
        Object words = worker.containsKey("command")
                ? worker.get("command")
                : file.get("container") instanceof Map<?, ?> container ? container.get("command") : null;
        if (!(words instanceof List<?> list)
                || list.isEmpty()
                || list.size() > MOST_WORDS
                || !list.stream().allMatch(KnownTasks::isWord)) {
            throw unusable(name, "worker.command");
        }
        return new WorkerTask(name, mode, list.stream().map(String.class::cast).toList(), null);
    }

    private static boolean isWord(Object word) {
        return word instanceof String text && text.length() <= MOST_WORD && text.indexOf('\0') < 0;
    }

    private static RefusedTaskException unusable(String name, String key) {
        return new RefusedTaskException("the file of task " + name + " cannot be used: " + key);
    }
}
