package wrapper.command;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shell beside this JVM that knows the process groups which this JVM started. It kills a group when it is told to,
 * and all of them as soon as this JVM is gone, in whatever way. The JDK itself can neither signal a group nor have its
 * children end with it.
 *
 * <p>If there is no shell, nothing happens.
 */
public final class Guardian implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Guardian.class);
    // The groups are words of one text, because a shell has no sets.
    private static final String SCRIPT =
            """
            trap '' TERM INT HUP
            groups=' '
            while read -r change group; do
              case $change in
                +) groups="$groups$group " ;;
                k) kill -s KILL -- "-$group" ;;
                -)
                  case $groups in
                    *" $group "*) groups="${groups%%" $group "*} ${groups#*" $group "}" ;;
                  esac
                  kill -s KILL -- "-$group"
                  ;;
              esac
            done
            for group in $groups; do
              kill -s KILL -- "-$group"
            done
            """;

    private final OutputStream orders;

    private Guardian(OutputStream orders) {
        this.orders = orders;
    }

    /** Gives one that does nothing, for processes that outlive this JVM. */
    public static Guardian none() {
        return new Guardian(OutputStream.nullOutputStream());
    }

    /** Starts the shell. */
    public static Guardian start() {
        List<String> line = new ArrayList<>();
        Programs.find("setsid", System.getenv("PATH")).ifPresent(setsid -> line.add(setsid.toString()));
        line.addAll(List.of("sh", "-c", SCRIPT));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        Map<String, String> path = new TreeMap<>();
        Optional.ofNullable(System.getenv("PATH")).ifPresent(folders -> path.put("PATH", folders));
        builder.environment().clear();
        builder.environment().putAll(path);
        try {
            return new Guardian(builder.start().getOutputStream());
        } catch (IOException e) {
            LOG.warn("no shell: processes of a worker that is killed go on");
            return new Guardian(OutputStream.nullOutputStream());
        }
    }

    /** Notes a group, which ends with this JVM. */
    void began(long group) {
        order('+', group);
    }

    /** Forgets a group whose leader has ended, and kills what is left of it. */
    void ended(long group) {
        order('-', group);
    }

    /** Sends SIGKILL to a group. */
    void kill(long group) {
        order('k', group);
    }

    private synchronized void order(char what, long group) {
        try {
            orders.write((what + " " + group + "\n").getBytes(StandardCharsets.US_ASCII));
            orders.flush();
        } catch (IOException e) {
            LOG.debug("the guardian is gone");
        }
    }

    /** Kills all groups that were not forgotten. */
    @Override
    public void close() {
        try {
            orders.close();
        } catch (IOException e) {
            LOG.debug("the guardian is gone");
        }
    }
}
