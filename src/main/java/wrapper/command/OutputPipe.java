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
 * The pipe through which one of the command's streams comes. The JDK's own pipe is not used, because the JDK closes its
 * reading end as soon as the command ends, although a child of the command may still write to it.
 *
 * <p>On a system without /proc the JDK's pipe has to do, and what such a child writes can be lost.
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

    /**
     * Makes a pipe. Two threads must not call this at once, because the new pipe is found by comparing before and
     * after.
     */
    static OutputPipe open() {
        Pipe pipe = null;
        try {
            Map<Path, String> before = pipes(OWN);
            pipe = Pipe.open();
            Map<Path, String> added = pipes(OWN);
            added.values().removeAll(before.values());
            if (added.size() == ENDS && added.values().stream().distinct().count() == 1) {
                // Either end will do: whoever opens an end by its name gets the pipe in the direction asked for.
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

    /** Gives where the command's stream must be redirected to. */
    Redirect redirect() {
        return pipe == null ? Redirect.PIPE : Redirect.to(name.toFile());
    }

    /**
     * Gives what the command writes, once it was started with the redirect. The channel ends when no process has the
     * writing end any more.
     *
     * @param otherwise the JDK's own stream, for a system without /proc
     */
    ReadableByteChannel read(InputStream otherwise) throws IOException {
        if (pipe == null) {
            return Channels.newChannel(otherwise);
        }
        // Closed here, so that the channel ends with the command's processes.
        pipe.sink().close();
        return pipe.source();
    }

    /**
     * Finds the other processes that have the pipe open, as far as they may be inspected; none if it is the JDK's pipe.
     */
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
            // The process has just ended, or belongs to another user.
            return false;
        }
    }

    /** Closes the pipe. A process that still writes to it gets SIGPIPE. */
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
            // It was closed meanwhile, like the descriptor of this very listing.
            return "";
        }
    }
}
