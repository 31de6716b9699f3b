package execution.results;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    /**
     * The directories of the instances in this JVM, with the files that are locked. Their locks are not tried, because
     * the operating system gives up all of a process's locks on a file as soon as the process closes that file once. A
     * channel that nobody refers to would be closed as well.
     */
    private static final Map<Path, FileChannel> OF_THIS_JVM = new ConcurrentHashMap<>();

    private final Path own;

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
                FileChannel lock = open(own.resolve(LOCK));
                lock.lock();
                OF_THIS_JVM.put(own, lock);
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
        if (OF_THIS_JVM.containsKey(instance)) {
            return false;
        }
        try (FileChannel channel = open(instance.resolve(LOCK));
                FileLock free = channel.tryLock()) {
            return free != null;
        }
    }

    /** Makes a new empty file. The caller deletes it; if the process is killed, the next start does. */
    Path create(String suffix) throws IOException {
        return Files.createTempFile(own, "results-", suffix);
    }

    @PreDestroy
    void close() throws IOException {
        FileChannel lock = OF_THIS_JVM.get(own);
        if (lock != null) {
            lock.close();
            FileSystemUtils.deleteRecursively(own);
            OF_THIS_JVM.remove(own);
        }
    }
}
