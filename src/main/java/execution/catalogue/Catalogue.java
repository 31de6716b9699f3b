package execution.catalogue;

import execution.webhook.WebhookTargets;
import execution.yaml.FileError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Knows the tasks that are in force. They are read once, at the start. A file that cannot be used takes no other file
 * down: the log, the health and the list of tasks say what is wrong with it, and its task cannot be asked for.
 */
@Component
public class Catalogue {

    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Map<String, TaskFile> tasks = new TreeMap<>();
    private final Map<String, RequestSchema> requests = new TreeMap<>();
    private final Map<String, UnusableFile> unusable = new TreeMap<>();

    @Autowired
    Catalogue(TaskFolders folders, TaskReader reader) {
        for (TaskFolders.Found found : folders.find().values()) {
            try {
                add(reader.read(found.name(), found.source(), found.content()));
            } catch (TaskReader.UnusableFileException e) {
                unusable.put(found.name(), e.file());
                LOG.error("The file of task {} cannot be used: {}", found.name(), e.getMessage());
            } catch (RuntimeException | StackOverflowError e) {
                // Whatever the checks did not think of takes no other file down.
                FileError error = new FileError(0, 0, "", "cannot be read; the log of the service says why");
                unusable.put(found.name(), new UnusableFile(found.name(), found.source(), List.of(error)));
                LOG.error("The file of task {} cannot be read", found.name(), e);
            }
        }
    }

    private Catalogue(Collection<TaskFile> tasks) {
        tasks.forEach(this::add);
    }

    /** Makes a catalogue of these tasks, as if each had been read from its file. */
    public static Catalogue of(TaskFile... tasks) {
        return new Catalogue(List.of(tasks));
    }

    /**
     * Reads the shipped tasks and those in folders, for whoever makes task definitions of them.
     *
     * @param folders as the setting {@code execution.tasks-dir} names them
     * @param context gives the languages of expressions
     */
    public static Catalogue read(List<Path> folders, CamelContext context) {
        return new Catalogue(
                new TaskFolders(new CatalogueProperties(folders)),
                new TaskReader(new TaskChecks(new TaskExpressions(context), WebhookTargets.ofAnyHost())));
    }

    private void add(TaskFile task) {
        tasks.put(task.name(), task);
        if (task.request() != null) {
            requests.put(task.name(), RequestSchema.of(task.request()));
        }
    }

    /**
     * Gives a task.
     *
     * @param name the job's {@code job_name}
     * @return the task; empty if it has no file, or one that cannot be used
     */
    public Optional<TaskFile> find(String name) {
        return Optional.ofNullable(tasks.get(name));
    }

    /** Gives all tasks, sorted by name. */
    public Collection<TaskFile> all() {
        return List.copyOf(tasks.values());
    }

    /** Gives the schema of a task's request; empty if the task takes none, or has no file that can be used. */
    public Optional<RequestSchema> request(String name) {
        return Optional.ofNullable(requests.get(name));
    }

    /** Gives the file of a task that cannot be used; empty if the task has no file or a good one. */
    public Optional<UnusableFile> unusable(String name) {
        return Optional.ofNullable(unusable.get(name));
    }

    /** Gives all files that cannot be used, sorted by name. */
    public List<UnusableFile> unusable() {
        return new ArrayList<>(unusable.values());
    }
}
