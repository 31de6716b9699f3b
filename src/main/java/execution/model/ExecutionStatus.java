package execution.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The states of an execution and the only legal ways between them.
 *
 * <pre>
 * pending → allocated → dispatched → running → completed | failed | cancelled | timed_out
 *              ↑____________|___________|   (next attempt, the slot is kept)
 * </pre>
 *
 * An allocated execution may be allocated again: the platform refused its launch, and the next attempt follows. Every
 * state that is not terminal may end. A terminal state never changes.
 */
public enum ExecutionStatus {
    PENDING,
    ALLOCATED,
    DISPATCHED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED,
    TIMED_OUT;

    private static final Set<ExecutionStatus> TERMINAL = EnumSet.of(COMPLETED, FAILED, CANCELLED, TIMED_OUT);
    private static final Set<ExecutionStatus> HOLDS_SLOT = EnumSet.of(ALLOCATED, DISPATCHED, RUNNING);

    /** Gives the name in rows, requests and events, in lower case with underscores. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param text a name as {@link #text()} gives it
     * @throws IllegalArgumentException for any other text; the message lists what is allowed
     */
    @JsonCreator
    public static ExecutionStatus of(String text) {
        for (ExecutionStatus status : values()) {
            if (status.text().equals(text)) {
                return status;
            }
        }
        throw new IllegalArgumentException("must be one of "
                + String.join(
                        ", ",
                        EnumSet.allOf(ExecutionStatus.class).stream()
                                .map(ExecutionStatus::text)
                                .toList()));
    }

    /** Tells whether the status is completed, failed, cancelled or timed_out. */
    public boolean isTerminal() {
        return TERMINAL.contains(this);
    }

    /** Tells whether an execution of this status holds a slot of its lane. */
    public boolean holdsSlot() {
        return HOLDS_SLOT.contains(this);
    }

    /** Tells whether an execution of this status may have the other status next. */
    public boolean mayBecome(ExecutionStatus next) {
        return switch (this) {
            case PENDING -> next == ALLOCATED || next == FAILED || next == CANCELLED || next == TIMED_OUT;
            case ALLOCATED -> next == ALLOCATED || next == DISPATCHED || isEnd(next);
            case DISPATCHED -> next == RUNNING || next == ALLOCATED || isEnd(next);
            case RUNNING -> next == ALLOCATED || isEnd(next);
            default -> false;
        };
    }

    private static boolean isEnd(ExecutionStatus next) {
        return next.isTerminal();
    }
}
