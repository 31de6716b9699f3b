package wrapper.work.part;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that only the worker's user may read, and that is removed with all that is in it. */
public final class PartFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartFolder.class);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Path path;

    private PartFolder(Path path) {
        this.path = path;
    }

    /** Makes a folder within another one. */
    public static PartFolder create(Path parent) throws IOException {
        return new PartFolder(Files.createDirectory(
                parent.resolve(Long.toString(NUMBERS.incrementAndGet())),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    public Path path() {
        return path;
    }

    /**
     * Reads a file that a command may have written, so it may be anything.
     *
     * @param most the most bytes that are of interest
     * @return one byte more, if the file has more; nothing if there is no plain file
     */
    static byte[] read(Path file, int most) throws IOException {
        // A pipe would never end, and a link may lead anywhere.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(most + 1);
        }
    }

    /** Removes the folder. Links are removed and not followed. */
    @Override
    public void close() {
        try {
            Files.delete(path);
        } catch (DirectoryNotEmptyException e) {
            removeAll();
        } catch (IOException e) {
            LOG.warn("a folder cannot be removed: {}", e.getClass().getSimpleName());
        }
    }

    private void removeAll() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("a folder cannot be removed: {}", e.getClass().getSimpleName());
        }
    }
}
