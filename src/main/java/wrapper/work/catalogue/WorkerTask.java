package wrapper.work.catalogue;

import java.util.List;

/**
 * How the worker runs a task: the section {@code worker} of the task's file.
 *
 * @param name the task's name
 * @param mode how parts are run
 * @param command the words of the command, which no shell reads; empty for a function
 * @param function the class of the function; null for a command
 */
public record WorkerTask(String name, Mode mode, List<String> command, String function) {

    /** How parts are run. */
    public enum Mode {
        /** The command is started for each part. */
        PROCESS,
        /** The command is started once for many parts, and speaks lines of JSON. */
        LINES,
        /** A Java function is called for each part. */
        FUNCTION
    }

    public WorkerTask {
        command = List.copyOf(command);
    }
}
