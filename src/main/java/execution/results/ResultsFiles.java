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
 * The place where archives are downloaded and unpacked. Each instance has a directory of its own and holds a lock in it
 * for as long as it lives. The next start deletes the directories whose locks nobody holds, because their instances
 * were killed.
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
            // Only one instance starts at a time, so that none finds the directory of another before its lock.
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
            // Another instance in this JVM holds the lock.
            return false;
        }
    }

    /** Makes a new empty file. The caller deletes it; if the process is killed, the next start does. */
    Path create(String suffix) throws IOException {
        return Files.createTempFile(own, "results-", suffix);
    }

    @PreDestroy
    void close() throws IOException {
        lock.close();
        FileSystemUtils.deleteRecursively(own);
    }
}
