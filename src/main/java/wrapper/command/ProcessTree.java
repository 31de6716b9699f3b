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
 * The command's process and all that comes from it: its process group where it leads one, and its descendants. A
 * descendant that left the group and whose parent has ended is not found any more; the end of the container is its end.
 */
final class ProcessTree {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final int KILL_ROUNDS = 20;

    private final Process leader;
    private final boolean leadsGroup;
    private final Set<ProcessHandle> seen = new HashSet<>();

    /**
     * Makes it of the command's process.
     *
     * @param leader the process
     * @param leadsGroup whether it was started through setsid, which makes its process id that of a group as well
     */
    ProcessTree(Process leader, boolean leadsGroup) {
        this.leader = leader;
        this.leadsGroup = leadsGroup;
    }

    /** Sends SIGTERM to each once: a second one makes some programs give up their orderly end. */
    synchronized void terminate() {
        descendants();
        boolean groupTold = leadsGroup && terminateGroup();
        if (!groupTold) {
            leader.destroy();
        }
        seen.stream()
                .filter(process -> !groupTold || stat(process.pid()).group() != leader.pid())
                .forEach(ProcessHandle::destroy);
    }

    /** Sends SIGKILL until none is left: between a look and the signal a process may have made another. */
    synchronized void kill() {
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

    // The kernel tells the whole group at one instant, so no child made meanwhile is missed. The JDK cannot ask for
    // that and images often lack the kill program, but a shell has it built in.
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

    // "pid (name) state parent group session …"; the name may hold blanks and parentheses.
    private static Stat stat(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 5);
            return new Stat(fields[0].equals("Z"), Long.parseLong(fields[2]), Long.parseLong(fields[3]));
        } catch (IOException | RuntimeException e) {
            // It has just ended, or this is not Linux.
            return new Stat(false, -1, -1);
        }
    }

    private record Stat(boolean zombie, long group, long session) {}
}
