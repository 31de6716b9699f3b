package execution.publication;

import execution.model.ExecutionKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Shares the room for webhooks among their hosts, so that a slow host takes no more than its share, and bounds how many
 * are sent to a host at once. Not safe for use by several threads.
 */
final class HostTurns {

    /** What is under way to one host. */
    private static final class Host {
        private int executions;
        private int sending;
        private final Deque<ExecutionKey> parked = new ArrayDeque<>();
    }

    private final int most;
    private final int atOnce;
    private final Map<String, Host> hosts = new HashMap<>();

    /**
     * @param most how many executions a host may have under way
     * @param atOnce how many of them are sent at the same time
     */
    HostTurns(int most, int atOnce) {
        this.most = most;
        this.atOnce = atOnce;
    }

    /** Takes one more execution of a host, and tells whether there was room for it. */
    boolean admit(String name) {
        Host host = hosts.computeIfAbsent(name, free -> new Host());
        if (host.executions >= most) {
            return false;
        }
        host.executions++;
        return true;
    }

    /** Gives the room of an execution back. */
    void dismiss(String name) {
        Host host = hosts.get(name);
        if (--host.executions == 0) {
            hosts.remove(name);
        }
    }

    /** Begins to send, or parks the execution until {@link #end} gives it. */
    boolean begin(String name, ExecutionKey key) {
        Host host = hosts.get(name);
        if (host.sending >= atOnce) {
            host.parked.add(key);
            return false;
        }
        host.sending++;
        return true;
    }

    /**
     * Ends one that was sent.
     *
     * @return the one that was parked for the longest time, which is to begin now; null if there is none
     */
    ExecutionKey end(String name) {
        Host host = hosts.get(name);
        host.sending--;
        return host.parked.poll();
    }

    void clear() {
        hosts.clear();
    }
}
