package execution.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a file. At most {@value #MOST} errors are kept. */
public final class FileErrors {

    private static final int MOST = 50;

    private final YamlDocument document;
    private final List<FileError> errors = new ArrayList<>();

    public FileErrors(YamlDocument document) {
        this.document = document;
    }

    /**
     * Adds an error, unless the same key has the same error already.
     *
     * @param path the keys and indexes that lead to the value
     */
    public void add(KeyPath path, String problem) {
        FileError error = document.error(path, problem);
        if (errors.size() < MOST && !errors.contains(error)) {
            errors.add(error);
        }
    }

    /** Tells whether the key, or a key within its value, has an error. */
    public boolean isFine(KeyPath path) {
        String key = path.toString();
        return errors.stream()
                .noneMatch(error -> error.key().equals(key)
                        || error.key().startsWith(key + ".")
                        || error.key().startsWith(key + "["));
    }

    /** Gives the errors in the order of their lines. */
    public List<FileError> list() {
        return errors.stream()
                .sorted(Comparator.comparingInt(FileError::line).thenComparingInt(FileError::column))
                .toList();
    }
}
