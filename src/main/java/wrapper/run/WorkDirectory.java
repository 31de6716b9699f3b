package wrapper.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The run's own folder, which only the user that the wrapper runs as may read. */
public final class WorkDirectory {
    private static final int MAX_NAME = 200;

    private final Path root;
    private int fetches;

    private WorkDirectory(Path root) {
        this.root = root;
    }

    /** Makes the folder in the system's folder for temporary files. */
    static WorkDirectory create() throws IOException {
        Path root = Files.createTempDirectory("wrapper-").toAbsolutePath();
        Files.createDirectory(root.resolve("input"));
        Files.createDirectory(root.resolve("output"));
        return new WorkDirectory(root);
    }

    /**
     * Gives the file that the input goes to.
     *
     * @param name any name from outside; the file has a plain form of it
     */
    public Path input(String name) {
        return root.resolve("input").resolve(plainName(name));
    }

    /**
     * Makes a plain file name of a name from outside: its last part, at most 200 characters, each an ASCII letter or
     * digit, a dot, an underscore or a hyphen; {@code input} if nothing is left of the name.
     */
    public static String plainName(String name) {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String plain = base.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]+", "");
        // The end of a long name is kept, because many programs tell the kind of a file by it.
        String kept = plain.substring(Math.max(0, plain.length() - MAX_NAME));
        return kept.isEmpty() ? "input" : kept;
    }

    /** Gives the file in which the command may leave its results. */
    public Path results() {
        return root.resolve("output").resolve("results");
    }

    /** Gives a folder for the file that an action fetches, a new one each time. The folder is not made here. */
    public Path fetched() {
        return root.resolve("fetched").resolve(Integer.toString(++fetches));
    }

    /** Gives the file that keeps the command's stdout. */
    public Path stdout() {
        return root.resolve("stdout");
    }

    /** Gives the file for the end of the command's output. */
    public Path output() {
        return root.resolve("output-end");
    }

    /** Gives the file of the archive of that name. */
    public Path archive(String name) {
        return root.resolve(name);
    }

    /** Removes the folder and all that is in it. Links are removed and not followed. */
    void remove() throws IOException {
        remove(root);
    }

    /** Removes what the command left as its results, be it a file, a folder or a link. */
    public void removeResults() throws IOException {
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
