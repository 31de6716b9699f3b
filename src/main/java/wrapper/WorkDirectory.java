package wrapper;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The run's own folder, which only its user may read. */
final class WorkDirectory {
    private final Path root;
    private int fetches;

    private WorkDirectory(Path root) {
        this.root = root;
    }

    /** Makes it in the system's folder for temporary files. */
    static WorkDirectory create() throws IOException {
        Path root = Files.createTempDirectory("wrapper-").toAbsolutePath();
        Files.createDirectory(root.resolve("input"));
        Files.createDirectory(root.resolve("output"));
        return new WorkDirectory(root);
    }

    /** Where the input goes. */
    Path input(String name) {
        return root.resolve("input").resolve(name);
    }

    /** Where the command may leave its results. */
    Path results() {
        return root.resolve("output").resolve("results");
    }

    /** Where actions put what they fetch, one file each; made when it is wanted. */
    Path fetched() {
        return root.resolve("fetched").resolve(Integer.toString(++fetches));
    }

    /** Where its stdout is kept. */
    Path stdout() {
        return root.resolve("stdout");
    }

    /** Where the archive is made. */
    Path archive(String name) {
        return root.resolve(name);
    }

    /** Removes it and all that is in it; links are removed and not followed. */
    void remove() throws IOException {
        remove(root);
    }

    /** Removes what the command left as its results, whatever it is. */
    void removeResults() throws IOException {
        if (Files.exists(results(), LinkOption.NOFOLLOW_LINKS)) {
            remove(results());
        }
    }

    private static void remove(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
