package execution.results;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Where archives are downloaded and unpacked. Each instance has a directory of its own and holds a lock in it as long
 * as it lives; what instances left that were killed is deleted at the next start, for nobody holds their locks.
 */
@Component
class ResultsFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ResultsFiles.class);
    private static final String PREFIX = "instance-";
    private static final String LOCK = "lock";

    private final Path own;
    private final FileChannel lock;

    /**
     * @throws IOException if the directory cannot be written to
     */
    ResultsFiles(ResultsProperties properties) throws IOException {
        Path base = Files.createDirectories(properties.directory());
        synchronized (ResultsFiles.class) {
            // One instance starts at a time, so that nobody sees another's directory without its lock.
            try (FileChannel start = open(base.resolve(LOCK));
                    FileLock alone = start.lock()) {
                deleteAbandoned(base);
                own = Files.createTempDirectory(base, PREFIX);
                lock = open(own.resolve(LOCK));
                lock.lock();
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void deleteAbandoned(Path base) throws IOException {
        try (DirectoryStream<Path> instances = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path instance : instances) {
                if (isAbandoned(instance) && FileSystemUtils.deleteRecursively(instance)) {
                    LOG.info("Deleted what an instance left that was killed: {}", instance);
                }
            }
        }
    }

    private static boolean isAbandoned(Path instance) throws IOException {
        try (FileChannel channel = open(instance.resolve(LOCK));
                FileLock free = channel.tryLock()) {
            return free != null;
        } catch (OverlappingFileLockException e) {
            // Another instance in this JVM.
            return false;
        }
    }

    /** A new empty file. Whoever asks for it deletes it; if the process is killed, the next start does. */
    Path create(String suffix) throws IOException {
        return Files.createTempFile(own, "results-", suffix);
    }

    @PreDestroy
    void close() throws IOException {
        lock.close();
        FileSystemUtils.deleteRecursively(own);
    }
}
