package wrapper.command;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipe that one of the command's streams comes through. It is made here because the JDK closes the reading end of its
 * own as soon as the command itself ends, although a child of the command may still be writing to it.
 *
 * <p>Where the system has no /proc the JDK's pipe is used all the same: there a last word can be lost.
 */
final class OutputPipe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPipe.class);
    private static final Path OWN = Path.of("/proc/self/fd");
    private static final int ENDS = 2;

    private final Pipe pipe;
    private final Path name;
    private final String identity;

    private OutputPipe(Pipe pipe, Path name, String identity) {
        this.pipe = pipe;
        this.name = name;
        this.identity = identity;
    }

    /** Makes it. Not to be called by two threads at once: the pipe is known by being the only new one. */
    static OutputPipe open() {
        Pipe pipe = null;
        try {
            Map<Path, String> before = pipes(OWN);
            pipe = Pipe.open();
            Map<Path, String> added = pipes(OWN);
            added.values().removeAll(before.values());
            if (added.size() == ENDS && added.values().stream().distinct().count() == 1) {
                // Either end will do: what is opened by this name is the pipe, in the direction it is opened for.
                Map.Entry<Path, String> end = added.entrySet().iterator().next();
                return new OutputPipe(pipe, end.getKey(), end.getValue());
            }
            LOG.debug("the output's pipe cannot be told from others");
        } catch (IOException e) {
            LOG.debug("no pipe of our own for the output: {}", e.getClass().getSimpleName());
        }
        close(pipe);
        return new OutputPipe(null, null, null);
    }

    /** Gives what the command's stream is to be sent to. */
    Redirect redirect() {
        return pipe == null ? Redirect.PIPE : Redirect.to(name.toFile());
    }

    /**
     * Gives what the command writes, after it was started with the redirect. It ends when no process has the other end
     * any more.
     *
     * @param otherwise the JDK's own stream
     */
    ReadableByteChannel read(InputStream otherwise) throws IOException {
        if (pipe == null) {
            return Channels.newChannel(otherwise);
        }
        // The last writer is to be one of the command's.
        pipe.sink().close();
        return pipe.source();
    }

    /** Finds the other processes that have it open, of those that may be looked at; none if the pipe is the JDK's. */
    Stream<ProcessHandle> holders() {
        long own = ProcessHandle.current().pid();
        return pipe == null
                ? Stream.empty()
                : ProcessHandle.allProcesses().filter(process -> process.pid() != own && isOpenIn(process));
    }

    private boolean isOpenIn(ProcessHandle process) {
        try {
            return pipes(Path.of("/proc", Long.toString(process.pid()), "fd")).containsValue(identity);
        } catch (IOException e) {
            // It has just ended, or belongs to somebody else.
            return false;
        }
    }

    /** Gives it up: a process that still writes to it gets SIGPIPE. */
    @Override
    public void close() {
        close(pipe);
    }

    private static void close(Pipe pipe) {
        if (pipe != null) {
            try {
                pipe.sink().close();
                pipe.source().close();
            } catch (IOException e) {
                LOG.debug("a pipe cannot be closed: {}", e.getClass().getSimpleName());
            }
        }
    }

    private static Map<Path, String> pipes(Path folder) throws IOException {
        Map<Path, String> pipes = new HashMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder)) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("pipe:[")) {
                    pipes.put(descriptor, target);
                }
            }
        }
        return pipes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed meanwhile, as that of the listing itself is.
            return "";
        }
    }
}
