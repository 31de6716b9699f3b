package gateway.execution;

import java.util.Arrays;
import java.util.Optional;

/** What may be done with one execution from its page. Each is an operation of the HTTP interface. */
public enum ExecutionAction {
    CANCEL("cancel", "cancel-execution", "Cancel", "Its task is stopped, and it does not run again.", true),
    RERUN("rerun", "rerun-execution", "Run again", "A new execution with the same event begins.", false),
    REPAIR(
            "repair",
            "repair-execution",
            "Repair",
            "A new execution runs the parts again that are not done, and takes over the others.",
            false),
    LIMITS("limits", "change-partitions", "Change limits", "They count from the next second on.", true);

    private final String path;
    private final String operation;
    private final String label;
    private final String meaning;
    private final boolean isForRunning;

    ExecutionAction(String path, String operation, String label, String meaning, boolean isForRunning) {
        this.path = path;
        this.operation = operation;
        this.label = label;
        this.meaning = meaning;
        this.isForRunning = isForRunning;
    }

    /** Finds the action whose pages end with a word. */
    static Optional<ExecutionAction> of(String path) {
        return Arrays.stream(values())
                .filter(action -> action.path.equals(path))
                .findFirst();
    }

    /** Gives the last part of the address of its pages. */
    public String path() {
        return path;
    }

    /** Gives the {@code operationId} of the operation. */
    String operation() {
        return operation;
    }

    public String label() {
        return label;
    }

    /** Says what happens then. */
    public String meaning() {
        return meaning;
    }

    /** Tells whether it is to be confirmed as something that takes something away. */
    public boolean isDangerous() {
        return this == CANCEL;
    }

    /** Tells whether it may be done with an execution in this state. */
    boolean isFor(boolean isEnded, boolean hasParts) {
        return isForRunning != isEnded && (hasParts || this == CANCEL || this == RERUN);
    }
}
