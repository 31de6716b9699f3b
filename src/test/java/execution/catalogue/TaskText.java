package execution.catalogue;

import execution.webhook.WebhookTargets;
import execution.yaml.FileError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;

/** Reads tasks from YAML in a test, as the service reads them from files. */
public final class TaskText {

    private TaskText() {}

    /**
     * Reads a task.
     *
     * @param name as the file would be named
     * @throws AssertionError if something is wrong with it; the message has all errors
     */
    public static TaskFile task(String name, String yaml) {
        try {
            return reader().read(name, name + ".yaml", yaml.getBytes(StandardCharsets.UTF_8));
        } catch (TaskReader.UnusableFileException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Gives what is wrong with a task; empty if nothing is. */
    static List<String> errors(String name, byte[] yaml) {
        try {
            reader().read(name, name + ".yaml", yaml);
            return List.of();
        } catch (TaskReader.UnusableFileException e) {
            return e.file().errors().stream().map(FileError::toString).toList();
        }
    }

    static TaskReader reader() {
        return new TaskReader(
                new TaskChecks(new TaskExpressions(new DefaultCamelContext()), WebhookTargets.ofAnyHost()));
    }
}
