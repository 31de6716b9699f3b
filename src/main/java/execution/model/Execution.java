package execution.model;

import java.time.Instant;
import java.util.Objects;

/**
 * One version of an execution, immutable. Each method that changes something returns a changed copy. The store writes
 * the difference between the two under the condition that {@code version} on the row is still the same. Attributes
 * that belong together are in a record of their own.
 *
 * @param requestHash tells whether another request with the same ids says the same
 * @param version the number of the write that this version came from
 * @param dueAt when the sweep has to look at the execution if nothing else happens to the execution; null while the
 *     execution is pending, and when nothing is left to be done
 * @param lastAttempt the attempt that is under way, or the last attempt
 * @param task the task of the last attempt
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

    /** The bytes of memory that everything but the job and the history takes, with texts of usual length. */
    private static final long WEIGHT = 2_000;

    /** Makes a new execution, which is pending. */
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

    /** Gives the number of the last attempt, which may be under way; 0 if there was no attempt yet. */
    public int attempt() {
        return lastAttempt.number();
    }

    /** Gives the time until which the execution or its launch is put off, or null; see {@link Attempt}. */
    public Instant notBefore() {
        return lastAttempt.notBefore();
    }

    /** Gives the runner's name for the task, or null if the name is not known yet. */
    public String taskReference() {
        return task.reference();
    }

    /** Gives what the task reported of its end, or null. */
    public Report report() {
        return task.report();
    }

    /** Gives the intent to stop the execution, or null. */
    public StopIntent stop() {
        return outcome.stop();
    }

    /**
     * Gives the name of the current attempt for the runner. The name has at most 36 characters, so that a platform can
     * keep it with the task. No other attempt has the same name, even if two tenants chose the same execution id.
     *
     * @return the name, or null if there is no attempt yet
     */
    public String attemptId() {
        return attempt() == 0
                ? null
                : Digests.id(key.tenantId(), key.jitEventId(), key.executionId()) + "-" + attempt();
    }

    /** Gives about how many bytes of memory the execution takes, for code that keeps many executions. */
    public long weight() {
        return WEIGHT + job.weight() + history.weight();
    }

    /** Gives the number of the last change in the history. */
    public int seq() {
        return history.last().seq();
    }

    public boolean isFullyPublished() {
        return publication.publishedSeq() >= seq();
    }

    /**
     * Gives the time at which the task is overdue, or null if no task is under way. The time runs from the launch, so
     * waiting for capacity does not count.
     */
    public Instant deadline() {
        Instant dispatched = dispatchedAt();
        return dispatched == null ? null : dispatched.plusSeconds(job.timeoutSeconds());
    }

    /** Gives the time at which the launch of the current task became known, or null if no task is under way. */
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
     * Takes the slot and opens the first attempt. The store writes the launch beside the row in the same transaction.
     *
     * @param by the instance that is going to launch the attempt
     */
    public Execution allocate(Launch prepared, String by, Instant now) {
        return move(ExecutionStatus.ALLOCATED, null, now, lastAttempt.first(prepared.container(), by, now), task);
    }

    /**
     * Puts off the preparation of a pending execution, or a launch for which the runner was certainly not called.
     */
    public Execution putOff(Instant until) {
        return with(lastAttempt.withNotBefore(until));
    }

    /**
     * Gives the launch of the current attempt to an instance. A launch that was put off may be made from now on. For
     * any other launch the runner may have been called before.
     */
    public Execution takenOver(String by, Instant now) {
        return with(lastAttempt.takenOver(by, now));
    }

    /** Tells whether the runner was certainly not called for the current attempt. */
    public boolean isUncalled() {
        return status == ExecutionStatus.PENDING || status == ExecutionStatus.ALLOCATED && notBefore() != null;
    }

    /** Notes that the runner has taken the task. */
    public Execution dispatched(String reference, Instant now) {
        return move(
                ExecutionStatus.DISPATCHED, null, now, lastAttempt.withNotBefore(null), task.withReference(reference));
    }

    /** Notes that the task runs, as its callback or the platform said. */
    public Execution running(Instant now) {
        return move(ExecutionStatus.RUNNING, null, now, lastAttempt, task.withRegisteredAt(now));
    }

    /**
     * Opens the next attempt and keeps the slot.
     *
     * @param refused whether the platform refused the launch; such an attempt does not count as one of those that the
     *     job allows
     * @param by the instance that is going to launch the attempt
     * @param from the time until which the launch is put off; null if the attempt is launched at once
     */
    public Execution nextAttempt(String why, boolean refused, String by, Instant from, Instant now) {
        return move(ExecutionStatus.ALLOCATED, why, now, lastAttempt.next(refused, by, from, now), Task.NONE);
    }

    /**
     * Ends the execution.
     *
     * @param end one of the terminal states
     * @param code the exit code of the essential container, or null if there is none
     */
    public Execution end(ExecutionStatus end, Integer code, String why, Instant now) {
        Execution ended = move(end, why, now, lastAttempt.withNotBefore(null), task);
        return ended.with(ended.outcome.withEnd(now, code));
    }

    /** Stores the intent to stop the execution. A later intent changes nothing. */
    public Execution requestStop(StopIntent intent) {
        return stop() != null || status.isTerminal() ? this : with(outcome.withStop(intent));
    }

    /** Stores what the task reported of its end. A later report of the same attempt changes nothing. */
    public Execution reported(Report said) {
        return report() != null || status.isTerminal() ? this : with(task.withReport(said));
    }

    /** Stores the task and the version of its state, so that an older state that comes later can be recognised. */
    public Execution withTask(String reference, long stateVersion) {
        return with(task.withState(reference, stateVersion));
    }

    /** Notes that results were read from the object and published. */
    public Execution withResults(String objectKey, boolean findings) {
        return with(results.published(objectKey, findings));
    }

    /** Notes that results cannot be read or published, either for good or until the next try. */
    public Execution withUnreadableResults(String why) {
        return with(results.withError(Reasons.bounded(why)));
    }

    /** Notes that the changes up to {@code seq} are published. A lower number than before changes nothing. */
    public Execution publishedUpTo(int seq) {
        return seq <= publication.publishedSeq() ? this : with(new Publication(Math.min(seq, seq())));
    }

    /**
     * Changes the time at which the execution is due.
     *
     * @param when the time, or null if nothing is left to be done
     */
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

    /** Counts the version up. The store calls this method for each write. */
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
