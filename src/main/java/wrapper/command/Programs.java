package wrapper.command;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs in the way that execvp(3) does. */
public final class Programs {
    // Where PATH is not set, both glibc and musl look here.
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private Programs() {}

    /**
     * Finds an executable file: by its name alone if that has a slash, else in the folders of PATH, which is null if
     * unset.
     */
    public static Optional<Path> find(String name, String path) {
        if (name.contains("/")) {
            return executable("", name);
        }
        for (String folder : (path == null ? DEFAULT_PATH : path).split(File.pathSeparator)) {
            Optional<Path> found = executable(folder, name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> executable(String folder, String name) {
        try {
            Path file = Path.of(folder, name);
            return Files.isRegularFile(file) && Files.isExecutable(file) ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
