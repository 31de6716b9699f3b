package execution.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One execution as it stands, immutable. Each method that changes something gives the changed execution and leaves this one
 * alone; the store writes the difference under the condition that {@code version} is still the same.
 *
 * @param requestHash tells a repeated request from another one under the same ids
 * @param version counts the writes
 * @param attempt 0 until allocated, then from 1
 * @param refusals how many of the attempts the platform refused to launch
 * @param attemptStartedAt the runner was not called for the current attempt before this moment
 * @param launcher the instance that launches the current attempt; another one has to take it over on the row before it may
 * @param notBefore an attempt that is put off: it is not launched, and its runner is provably not called, before this moment and
 *     before {@link #takenOver} is stored. Of a pending execution: it is not prepared before. Else null
 * @param container the container whose exit code is the job's; null while there is no attempt
 * @param taskReference what the runner calls the task (ecs: its ARN); null until known
 * @param taskVersion the version of the last task state that counted
 * @param exitCode of the essential container, from the platform
 * @param stop the intent to stop it, or null
 * @param report what the task said of its end, or null
 * @param resultsKey object key of the last results that were read and published, or null
 * @param resultsError why the last results that came were not read or not published, or null
 * @param publishedSeq history up to here is known to be published
 * @param dueAt when the sweep is to look at it if nothing else happens to it; null for a pending one, and once nothing is left
 *     to be done
 */
public record Execution(
        ExecutionKey key,
        AcceptedJob job,
        String requestHash,
        ExecutionStatus status,
        long version,
        int attempt,
        int refusals,
        Instant attemptStartedAt,
        String launcher,
        Instant notBefore,
        String container,
        String taskReference,
        long taskVersion,
        Instant createdAt,
        Instant registeredAt,
        Instant completedAt,
        Integer exitCode,
        String reason,
        StopIntent stop,
        Report report,
        boolean hasFindings,
        String resultsKey,
        String resultsError,
        int publishedSeq,
        Instant dueAt,
        List<StatusChange> history) {

    /** The most characters of a reason. */
    private static final int MAX_REASON = 1_000;

    /**
     * How many changes keep their whole reason in the history. A row has 400 KB at most and could not be written any more if its
     * history outgrew that. An execution has 10 attempts of its own at most and 100 that the platform refused
     * ({@code execution.allocation.max-refusals}), and each makes three changes, of which one has a reason: 332 changes with
     * the first and the last. One takes 110 bytes without its reason, a whole reason 3 KB and a short one 300 bytes. The first
     * 20 and the last whole, 110 short: the history takes 135 KB at most, and the row with a job of 32 KB less than 200 KB.
     */
    private static final int WHOLE_REASONS = 20;

    private static final int MAX_LATER_REASON = 100;

    /** In bytes: what it has beside its job and history, with texts of usual length. */
    private static final long WEIGHT = 2_000;

    /** A new execution, pending. */
    public static Execution create(ExecutionKey key, AcceptedJob job, String requestHash, Instant now) {
        StatusChange first = new StatusChange(1, ExecutionStatus.PENDING, null, now, null, null);
        return new Execution(
                key,
                job,
                requestHash,
                ExecutionStatus.PENDING,
                1,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                0,
                now,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                0,
                null,
                List.of(first));
    }

    public Lane lane() {
        return new Lane(key.tenantId(), job.jobRunner());
    }

    /**
     * Names the current attempt to the runner ({@code startedBy} and {@code clientToken} of RunTask): at most 36
     * characters, which is what ECS allows for startedBy. The same for nobody else, also where two tenants chose the same
     * execution id. Null while there is no attempt.
     */
    public String attemptId() {
        return attempt == 0 ? null : Digests.id(key.tenantId(), key.jitEventId(), key.executionId()) + "-" + attempt;
    }

    /** About how many bytes of memory it takes, for whoever keeps many executions. */
    public long weight() {
        long changes = history.stream().mapToLong(StatusChange::weight).sum();
        return WEIGHT + job.weight() + changes;
    }

    /** The last seq of the history. */
    public int seq() {
        return history.get(history.size() - 1).seq();
    }

    public boolean isFullyPublished() {
        return publishedSeq >= seq();
    }

    /** When the running task is overdue; null while none was dispatched. Waiting for capacity does not count. */
    public Instant deadline() {
        Instant dispatched = dispatchedAt();
        return dispatched == null ? null : dispatched.plusSeconds(job.timeoutSeconds());
    }

    /** When the task was known to be launched that is under way now, or null. */
    public Instant dispatchedAt() {
        if (status != ExecutionStatus.DISPATCHED && status != ExecutionStatus.RUNNING) {
            return null;
        }
        return history.stream()
                .filter(change -> change.status() == ExecutionStatus.DISPATCHED && change.attempt() == attempt)
                .map(StatusChange::occurredAt)
                .findFirst()
                .orElse(attemptStartedAt);
    }

    /**
     * Takes the slot and opens the first attempt. What it is launched with is stored beside the row in the same transaction.
     *
     * @param by the instance that is going to launch it
     */
    public Execution allocate(Launch prepared, String by, Instant now) {
        return move(ExecutionStatus.ALLOCATED, null, now, draft -> {
            draft.attempt = 1;
            draft.attemptStartedAt = now;
            draft.launcher = by;
            draft.notBefore = null;
            draft.container = prepared.container();
        });
    }

    /** Puts a launch off of which it is certain that the runner was not called, or the preparation of a pending execution. */
    public Execution putOff(Instant until) {
        return with(draft -> draft.notBefore = until);
    }

    /**
     * Gives the launch of the current attempt to an instance. One that was put off may be called from now on; of any other the
     * runner may have been called before.
     */
    public Execution takenOver(String by, Instant now) {
        return with(draft -> {
            draft.launcher = by;
            draft.attemptStartedAt = notBefore == null ? attemptStartedAt : now;
            draft.notBefore = null;
        });
    }

    /** Whether it is certain that the runner was not called for the current attempt. */
    public boolean isUncalled() {
        return status == ExecutionStatus.PENDING || status == ExecutionStatus.ALLOCATED && notBefore != null;
    }

    /** The runner has the task. */
    public Execution dispatched(String reference, Instant now) {
        return move(ExecutionStatus.DISPATCHED, null, now, draft -> {
            draft.taskReference = reference;
            draft.notBefore = null;
        });
    }

    /** The task runs, as its callback or the platform said. */
    public Execution running(Instant now) {
        return move(ExecutionStatus.RUNNING, null, now, draft -> draft.registeredAt = now);
    }

    /**
     * Opens the next attempt and keeps the slot.
     *
     * @param refused whether the platform refused the launch; such an attempt does not count against the job's own
     * @param by the instance that is going to launch it
     * @param from it is put off until then; null if it is launched at once
     */
    public Execution nextAttempt(String why, boolean refused, String by, Instant from, Instant now) {
        return move(ExecutionStatus.ALLOCATED, why, now, draft -> {
            draft.attempt = attempt + 1;
            draft.refusals = refused ? refusals + 1 : refusals;
            draft.attemptStartedAt = now;
            draft.launcher = by;
            draft.notBefore = from;
            draft.taskReference = null;
            draft.taskVersion = 0;
            draft.registeredAt = null;
            draft.report = null;
        });
    }

    /**
     * Ends it.
     *
     * @param end one of the terminal states
     * @param code exit code of the essential container, null where there is none
     */
    public Execution end(ExecutionStatus end, Integer code, String why, Instant now) {
        return move(end, why, now, draft -> {
            draft.notBefore = null;
            draft.exitCode = code;
            draft.completedAt = now;
        });
    }

    /** Stores the intent to stop it. The first intent stands. */
    public Execution requestStop(StopIntent intent) {
        return stop != null || status.isTerminal() ? this : with(draft -> draft.stop = intent);
    }

    /** Records what the task said of its end. The first report of an attempt stands. */
    public Execution reported(Report said) {
        return report != null || status.isTerminal() ? this : with(draft -> draft.report = said);
    }

    /** Remembers the version of a task state so that an older one that comes later is known as such. */
    public Execution sawTask(String reference, long stateVersion) {
        return with(draft -> {
            draft.taskReference = reference;
            draft.taskVersion = Math.max(taskVersion, stateVersion);
        });
    }

    /** Results were read from the object and published. */
    public Execution withResults(String objectKey, boolean findings) {
        return with(draft -> {
            draft.resultsKey = objectKey;
            draft.resultsError = null;
            draft.hasFindings = hasFindings || findings;
        });
    }

    /** Results came that cannot be read or published, for good or until they are tried again. */
    public Execution withUnreadableResults(String why) {
        return with(draft -> draft.resultsError = bounded(why, MAX_REASON));
    }

    /** History up to seq is published. Never goes back. */
    public Execution publishedUpTo(int seq) {
        return seq <= publishedSeq ? this : with(draft -> draft.publishedSeq = Math.min(seq, seq()));
    }

    /** The same execution, due at another time; null where nothing is left to be done. */
    public Execution dueAt(Instant when) {
        return Objects.equals(when, dueAt) ? this : with(draft -> draft.dueAt = when);
    }

    /** The same execution under the next version; the store calls it for each write. */
    public Execution nextVersion() {
        return with(draft -> draft.version = version + 1);
    }

    private Execution move(ExecutionStatus next, String why, Instant now, Consumer<Draft> change) {
        if (!status.mayBecome(next)) {
            throw new IllegalTransitionException(key, status, next);
        }
        String bounded = bounded(why, MAX_REASON);
        String kept = history.size() < WHOLE_REASONS || next.isTerminal() ? bounded : bounded(why, MAX_LATER_REASON);
        return with(draft -> {
            draft.status = next;
            draft.reason = bounded;
            change.accept(draft);
            draft.history = new ArrayList<>(history);
            draft.history.add(
                    new StatusChange(seq() + 1, next, status, now, draft.attempt == 0 ? null : draft.attempt, kept));
        });
    }

    /** The beginning of a text; no character is cut in half, because a half cannot be stored. */
    private static String bounded(String why, int most) {
        if (why == null || why.length() <= most) {
            return why;
        }
        return why.substring(0, Character.isHighSurrogate(why.charAt(most - 1)) ? most - 1 : most);
    }

    private Execution with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.execution();
    }

    /** The components that change, while they are being changed. */
    private static final class Draft {
        private final Execution origin;
        private ExecutionStatus status;
        private long version;
        private int attempt;
        private int refusals;
        private Instant attemptStartedAt;
        private String launcher;
        private Instant notBefore;
        private String container;
        private String taskReference;
        private long taskVersion;
        private Instant registeredAt;
        private Instant completedAt;
        private Integer exitCode;
        private String reason;
        private StopIntent stop;
        private Report report;
        private boolean hasFindings;
        private String resultsKey;
        private String resultsError;
        private int publishedSeq;
        private Instant dueAt;
        private List<StatusChange> history;

        private Draft(Execution origin) {
            this.origin = origin;
            status = origin.status;
            version = origin.version;
            attempt = origin.attempt;
            refusals = origin.refusals;
            attemptStartedAt = origin.attemptStartedAt;
            launcher = origin.launcher;
            notBefore = origin.notBefore;
            container = origin.container;
            taskReference = origin.taskReference;
            taskVersion = origin.taskVersion;
            registeredAt = origin.registeredAt;
            completedAt = origin.completedAt;
            exitCode = origin.exitCode;
            reason = origin.reason;
            stop = origin.stop;
            report = origin.report;
            hasFindings = origin.hasFindings;
            resultsKey = origin.resultsKey;
            resultsError = origin.resultsError;
            publishedSeq = origin.publishedSeq;
            dueAt = origin.dueAt;
            history = origin.history;
        }

        private Execution execution() {
            return new Execution(
                    origin.key,
                    origin.job,
                    origin.requestHash,
                    status,
                    version,
                    attempt,
                    refusals,
                    attemptStartedAt,
                    launcher,
                    notBefore,
                    container,
                    taskReference,
                    taskVersion,
                    origin.createdAt,
                    registeredAt,
                    completedAt,
                    exitCode,
                    reason,
                    stop,
                    report,
                    hasFindings,
                    resultsKey,
                    resultsError,
                    publishedSeq,
                    dueAt,
                    List.copyOf(history));
        }
    }
}
