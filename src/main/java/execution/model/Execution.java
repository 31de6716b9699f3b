package execution.model;

import java.time.Instant;
import java.util.Objects;

/**
 * One execution as it stands, immutable. Each method that changes something gives the changed execution and leaves this
 * one alone; the store writes the difference under the condition that {@code version} is still the same. What belongs
 * together is a record of its own, and what is asked for in many places can be asked of the execution itself.
 *
 * @param requestHash tells a repeated request from another one under the same ids
 * @param version counts the writes
 * @param dueAt when the sweep is to look at it if nothing else happens to it; null for a pending one, and once nothing
 *     is left to be done
 * @param lastAttempt the attempt that is under way, or the last one
 * @param task the task of that attempt
 */
public record Execution(
        ExecutionKey key,
        AcceptedJob job,
        String requestHash,
        ExecutionStatus status,
        long version,
        Instant createdAt,
        Instant dueAt,
        Attempt lastAttempt,
        Task task,
        JobOutcome outcome,
        Results results,
        Publication publication,
        History history) {

    /** In bytes: what it has beside its job and history, with texts of usual length. */
    private static final long WEIGHT = 2_000;

    /** A new execution, pending. */
    public static Execution create(ExecutionKey key, AcceptedJob job, String requestHash, Instant now) {
        return new Execution(
                key,
                job,
                requestHash,
                ExecutionStatus.PENDING,
                1,
                now,
                null,
                Attempt.NONE,
                Task.NONE,
                JobOutcome.NONE,
                Results.NONE,
                Publication.NONE,
                History.begun(now));
    }

    public Lane lane() {
        return new Lane(key.tenantId(), job.jobRunner());
    }

    /** The number of the attempt that is under way, or of the last one; 0 while there was none. */
    public int attempt() {
        return lastAttempt.number();
    }

    /** Until when it is put off, or null; see {@link Attempt}. */
    public Instant notBefore() {
        return lastAttempt.notBefore();
    }

    /** What the runner calls the task; null until known. */
    public String taskReference() {
        return task.reference();
    }

    /** What the task said of its end, or null. */
    public Report report() {
        return task.report();
    }

    /** The intent to stop it, or null. */
    public StopIntent stop() {
        return outcome.stop();
    }

    /**
     * Names the current attempt to the runner, in at most 36 characters, so that a platform can keep the name with the
     * task. The same for nobody else, also where two tenants chose the same execution id. Null while there is no
     * attempt.
     */
    public String attemptId() {
        return attempt() == 0
                ? null
                : Digests.id(key.tenantId(), key.jitEventId(), key.executionId()) + "-" + attempt();
    }

    /** About how many bytes of memory it takes, for whoever keeps many executions. */
    public long weight() {
        return WEIGHT + job.weight() + history.weight();
    }

    /** The last seq of the history. */
    public int seq() {
        return history.last().seq();
    }

    public boolean isFullyPublished() {
        return publication.publishedSeq() >= seq();
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
        return history.changes().stream()
                .filter(change -> change.status() == ExecutionStatus.DISPATCHED && change.attempt() == attempt())
                .map(StatusChange::occurredAt)
                .findFirst()
                .orElse(lastAttempt.startedAt());
    }

    /**
     * Takes the slot and opens the first attempt. What it is launched with is stored beside the row in the same
     * transaction.
     *
     * @param by the instance that is going to launch it
     */
    public Execution allocate(Launch prepared, String by, Instant now) {
        return move(ExecutionStatus.ALLOCATED, null, now, lastAttempt.first(prepared.container(), by, now), task);
    }

    /**
     * Puts a launch off of which it is certain that the runner was not called, or the preparation of a pending
     * execution.
     */
    public Execution putOff(Instant until) {
        return with(lastAttempt.withNotBefore(until));
    }

    /**
     * Gives the launch of the current attempt to an instance. One that was put off may be called from now on; of any
     * other the runner may have been called before.
     */
    public Execution takenOver(String by, Instant now) {
        return with(lastAttempt.takenOver(by, now));
    }

    /** Whether it is certain that the runner was not called for the current attempt. */
    public boolean isUncalled() {
        return status == ExecutionStatus.PENDING || status == ExecutionStatus.ALLOCATED && notBefore() != null;
    }

    /** The runner has the task. */
    public Execution dispatched(String reference, Instant now) {
        return move(
                ExecutionStatus.DISPATCHED, null, now, lastAttempt.withNotBefore(null), task.withReference(reference));
    }

    /** The task runs, as its callback or the platform said. */
    public Execution running(Instant now) {
        return move(ExecutionStatus.RUNNING, null, now, lastAttempt, task.withRegisteredAt(now));
    }

    /**
     * Opens the next attempt and keeps the slot.
     *
     * @param refused whether the platform refused the launch; such an attempt does not count against the job's own
     * @param by the instance that is going to launch it
     * @param from it is put off until then; null if it is launched at once
     */
    public Execution nextAttempt(String why, boolean refused, String by, Instant from, Instant now) {
        return move(ExecutionStatus.ALLOCATED, why, now, lastAttempt.next(refused, by, from, now), Task.NONE);
    }

    /**
     * Ends it.
     *
     * @param end one of the terminal states
     * @param code exit code of the essential container, null where there is none
     */
    public Execution end(ExecutionStatus end, Integer code, String why, Instant now) {
        Execution ended = move(end, why, now, lastAttempt.withNotBefore(null), task);
        return ended.with(ended.outcome.withEnd(now, code));
    }

    /** Stores the intent to stop it. The first intent stands. */
    public Execution requestStop(StopIntent intent) {
        return stop() != null || status.isTerminal() ? this : with(outcome.withStop(intent));
    }

    /** Records what the task said of its end. The first report of an attempt stands. */
    public Execution reported(Report said) {
        return report() != null || status.isTerminal() ? this : with(task.withReport(said));
    }

    /** Remembers the task and the version of its state, so that an older state that comes later is known as such. */
    public Execution withTask(String reference, long stateVersion) {
        return with(task.withState(reference, stateVersion));
    }

    /** Results were read from the object and published. */
    public Execution withResults(String objectKey, boolean findings) {
        return with(results.published(objectKey, findings));
    }

    /** Results came that cannot be read or published, for good or until they are tried again. */
    public Execution withUnreadableResults(String why) {
        return with(results.withError(Reasons.bounded(why)));
    }

    /** History up to seq is published. Never goes back. */
    public Execution publishedUpTo(int seq) {
        return seq <= publication.publishedSeq() ? this : with(new Publication(Math.min(seq, seq())));
    }

    /** The same execution, due at another time; null where nothing is left to be done. */
    public Execution dueAt(Instant when) {
        return Objects.equals(when, dueAt)
                ? this
                : new Execution(
                        key,
                        job,
                        requestHash,
                        status,
                        version,
                        createdAt,
                        when,
                        lastAttempt,
                        task,
                        outcome,
                        results,
                        publication,
                        history);
    }

    /** The same execution under the next version; the store calls it for each write. */
    public Execution nextVersion() {
        return new Execution(
                key,
                job,
                requestHash,
                status,
                version + 1,
                createdAt,
                dueAt,
                lastAttempt,
                task,
                outcome,
                results,
                publication,
                history);
    }

    private Execution move(ExecutionStatus next, String why, Instant now, Attempt newAttempt, Task newTask) {
        if (!status.mayBecome(next)) {
            throw new IllegalTransitionException(key, status, next);
        }
        String reason = Reasons.bounded(why);
        return new Execution(
                key,
                job,
                requestHash,
                next,
                version,
                createdAt,
                dueAt,
                newAttempt,
                newTask,
                outcome.withReason(reason),
                results,
                publication,
                history.with(next, now, newAttempt.number(), reason));
    }

    private Execution with(Attempt changed) {
        return with(changed, task, outcome, results, publication);
    }

    private Execution with(Task changed) {
        return with(lastAttempt, changed, outcome, results, publication);
    }

    private Execution with(JobOutcome changed) {
        return with(lastAttempt, task, changed, results, publication);
    }

    private Execution with(Results changed) {
        return with(lastAttempt, task, outcome, changed, publication);
    }

    private Execution with(Publication changed) {
        return with(lastAttempt, task, outcome, results, changed);
    }

    private Execution with(
            Attempt newAttempt, Task newTask, JobOutcome newOutcome, Results newResults, Publication newPublication) {
        return new Execution(
                key,
                job,
                requestHash,
                status,
                version,
                createdAt,
                dueAt,
                newAttempt,
                newTask,
                newOutcome,
                newResults,
                newPublication,
                history);
    }
}
