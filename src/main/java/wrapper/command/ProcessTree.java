package wrapper.command;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.config.Contract;

/**
 * The command's process and the processes that come from it: its process group, if it leads one, and its descendants. A
 * descendant that left the group and whose parent has ended cannot be found. Such a process ends with the container.
 */
public final class ProcessTree {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final int KILL_ROUNDS = 20;

    private final Process leader;
    private final boolean leadsGroup;
    private final Set<ProcessHandle> seen = new HashSet<>();

    /**
     * Takes the command's process.
     *
     * @param leader the process
     * @param leadsGroup whether it was started by setsid, so that its process id is also that of its group
     */
    public ProcessTree(Process leader, boolean leadsGroup) {
        this.leader = leader;
        this.leadsGroup = leadsGroup;
    }

    /** Sends SIGTERM to each process, once, because on a second SIGTERM some programs end without cleaning up. */
    public synchronized void terminate() {
        descendants();
        boolean groupTold = leadsGroup && terminateGroup();
        if (!groupTold) {
            leader.destroy();
        }
        seen.stream()
                .filter(process -> !groupTold || stat(process.pid()).group() != leader.pid())
                .forEach(ProcessHandle::destroy);
    }

    /**
     * Sends SIGKILL until no process is left. One round is not enough, because a process may start another meanwhile.
     */
    public synchronized void kill() {
        for (int round = 0; round < KILL_ROUNDS; round++) {
            descendants();
            Set<ProcessHandle> left = Stream.concat(seen.stream(), group())
                    .filter(process -> process.isAlive() && !stat(process.pid()).zombie())
                    .collect(Collectors.toSet());
            if (left.isEmpty() && !leader.isAlive()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            leader.destroyForcibly();
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        LOG.warn("some processes of the command are still there after SIGKILL");
    }

    private void descendants() {
        leader.descendants().forEach(seen::add);
    }

    // The kernel signals the whole group at once, so no child that starts meanwhile is missed. The JDK cannot signal a
    // group and many images have no kill program, but every shell has a kill of its own.
    private boolean terminateGroup() {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", "kill -s TERM -- \"-$1\"", "sh", Long.toString(leader.pid()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().remove(Contract.CALLBACK_TOKEN);
        try {
            Process kill = builder.start();
            return kill.waitFor(2, TimeUnit.SECONDS) && kill.exitValue() == 0;
        } catch (IOException e) {
            LOG.debug("no shell to signal the process group with");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Stream<ProcessHandle> group() {
        if (!leadsGroup) {
            return Stream.empty();
        }
        return ProcessHandle.allProcesses().filter(process -> {
            Stat stat = stat(process.pid());
            return stat.group() == leader.pid() || stat.session() == leader.pid();
        });
    }

    // The line is "pid (name) state parent group session …", and the name may have blanks and parentheses in it.
    private static Stat stat(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 5);
            return new Stat(fields[0].equals("Z"), Long.parseLong(fields[2]), Long.parseLong(fields[3]));
        } catch (IOException | RuntimeException e) {
            // The process has just ended, or this is not Linux.
            return new Stat(false, -1, -1);
        }
    }

    private record Stat(boolean zombie, long group, long session) {}
}
