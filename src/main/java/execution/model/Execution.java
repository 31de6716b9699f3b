package execution.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

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
        WebhookDelivery delivery,
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
                WebhookDelivery.NONE,
                History.begun(now));
    }

    public Lane lane() {
        return new Lane(key.tenantId(), job.jobRunner());
    }

    /** Gives the lanes of which the execution may hold slots: its own, and the lane of its parts if it has parts. */
    public Set<Lane> lanes() {
        return job.partitions() == null
                ? Set.of(lane())
                : Set.of(lane(), new Lane(key.tenantId(), job.partitions().runner()));
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

    /** Gives the changes of which the webhook's receiver is still to be told, in seq order; none without a webhook. */
    public List<StatusChange> undelivered() {
        return job.webhook() == null
                ? List.of()
                : history.changes().stream()
                        .filter(change -> change.seq() > delivery.settledSeq())
                        .filter(job.webhook()::wants)
                        .toList();
    }

    /** Tells whether the webhook's receiver has all changes that it is to hear of, or they were given up. */
    public boolean isDelivered() {
        return undelivered().isEmpty();
    }

    /**
     * Gives the time at which the task is overdue, or null if no task is under way. The time runs from the launch, so
     * waiting for capacity does not count.
     */
    public Instant deadline() {
        Instant start = startDeadline();
        Instant end = runDeadline();
        return start != null && start.isBefore(end) ? start : end;
    }

    /**
     * Gives the time by which the task has to run; null if it runs, if no task is under way, or if there is no limit.
     */
    public Instant startDeadline() {
        return status == ExecutionStatus.DISPATCHED && job.startingSeconds() != null
                ? dispatchedAt().plusSeconds(job.startingSeconds())
                : null;
    }

    /** Gives the time by which the task has to have ended, or null if no task is under way. */
    public Instant runDeadline() {
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
        return move(ExecutionStatus.ALLOCATED, null, null, now, lastAttempt.first(prepared.container(), by, now), task);
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
                ExecutionStatus.DISPATCHED,
                null,
                null,
                now,
                lastAttempt.withNotBefore(null),
                task.withReference(reference));
    }

    /** Notes that the task runs, as its callback or the platform said. */
    public Execution running(Instant now) {
        return move(ExecutionStatus.RUNNING, null, null, now, lastAttempt, task.withRegisteredAt(now));
    }

    /**
     * Opens the next attempt and keeps the slot. An intent to stop the attempt before is fulfilled by that.
     *
     * @param why what callers are told
     * @param exitCode of the attempt before, or null if there is none
     * @param reason why the attempt before ended
     */
    public Execution nextAttempt(String why, Integer exitCode, EndReason reason, NextStart start, Instant now) {
        Execution next = move(
                ExecutionStatus.ALLOCATED,
                why,
                AttemptEnd.of(exitCode, taskReference(), reason),
                now,
                lastAttempt.next(reason.reasonClass(), start, now),
                Task.NONE);
        return next.with(next.outcome.withStop(null));
    }

    /**
     * Ends the execution.
     *
     * @param end one of the terminal states
     * @param code the exit code of the essential container, or null if there is none
     * @param why what callers are told
     * @param reason why the last attempt ended, or the execution if it had none
     */
    public Execution end(ExecutionStatus end, Integer code, String why, EndReason reason, Instant now) {
        Execution ended = move(
                end, why, AttemptEnd.of(code, taskReference(), reason), now, lastAttempt.withNotBefore(null), task);
        return ended.with(ended.outcome.withEnd(now, code));
    }

    /** Opens the next attempt after an end of which nothing but its words are known, without Spot capacity in play. */
    public Execution nextAttempt(String why, boolean refused, String by, Instant from, Instant now) {
        return nextAttempt(
                why,
                null,
                EndReason.of(ReasonClass.UNKNOWN, why),
                new NextStart(refused, lastAttempt.onDemand(), by, from),
                now);
    }

    /** Ends the execution; the exit code and the words are all that is known of the reason. */
    public Execution end(ExecutionStatus end, Integer code, String why, Instant now) {
        ReasonClass known = code == null ? ReasonClass.UNKNOWN : ReasonClass.EXIT_CODE;
        return end(end, code, why, EndReason.of(end == ExecutionStatus.COMPLETED ? null : known, why), now);
    }

    /**
     * Stores the intent to stop the execution. A later intent changes nothing, but for a cancellation after a time-out:
     * another attempt might follow the time-out, and nobody wants it any more.
     */
    public Execution requestStop(StopIntent intent) {
        boolean isCancelled = intent.reasonClass() == ReasonClass.CANCELLED;
        boolean isFirst = stop() == null || isCancelled && stop().reasonClass() != ReasonClass.CANCELLED;
        return !isFirst || status.isTerminal() ? this : with(outcome.withStop(intent));
    }

    /** Stores what the task reported of its end. A later report of the same attempt changes nothing. */
    public Execution reported(Report said) {
        return report() != null || status.isTerminal() ? this : with(task.withReport(said));
    }

    /** Stores which run does the work of the attempt, where the platform may run the same task more than once. */
    public Execution claimedBy(String invocation) {
        return with(task.withInvocation(invocation));
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
        return seq <= publication.publishedSeq()
                ? this
                : with(new Publication(Math.min(seq, seq()), publication.expiresAt()));
    }

    /** Notes that the receiver of the webhook has the changes up to {@code seq}. An older number changes nothing. */
    public Execution webhookDelivered(int seq) {
        return seq <= delivery.settledSeq() ? this : with(delivery.delivered(seq));
    }

    /**
     * Notes that a change could not be delivered, unless the row knows already that the change is delivered or was
     * given up.
     *
     * @param seq the number of the change
     * @param next when it may be tried again
     */
    public Execution webhookFailed(int seq, String why, Instant next) {
        return seq <= delivery.settledSeq() ? this : with(delivery.failed(why, next));
    }

    /** Notes that a change is not tried any more, unless the row knows already that it is delivered or given up. */
    public Execution webhookGivenUp(int seq, String why) {
        return seq <= delivery.settledSeq() ? this : with(delivery.givenUp(seq, why));
    }

    /**
     * Lets the table delete the row of the execution, which has ended and is fully published.
     *
     * @param when the time from which it may, in whole seconds
     */
    public Execution expiring(Instant when) {
        return with(new Publication(publication.publishedSeq(), when));
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
                        delivery,
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
                delivery,
                history);
    }

    private Execution move(
            ExecutionStatus next, String why, AttemptEnd ended, Instant now, Attempt newAttempt, Task newTask) {
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
                delivery,
                history.with(next, now, newAttempt.number(), reason, ended));
    }

    private Execution with(Attempt changed) {
        return with(changed, task, outcome, results, publication, delivery);
    }

    private Execution with(Task changed) {
        return with(lastAttempt, changed, outcome, results, publication, delivery);
    }

    private Execution with(JobOutcome changed) {
        return with(lastAttempt, task, changed, results, publication, delivery);
    }

    /** Changes the results. What the archive has is then out of date, so the row may not expire for now. */
    private Execution with(Results changed) {
        return with(lastAttempt, task, outcome, changed, new Publication(publication.publishedSeq(), null), delivery);
    }

    private Execution with(Publication changed) {
        return with(lastAttempt, task, outcome, results, changed, delivery);
    }

    private Execution with(WebhookDelivery changed) {
        return with(lastAttempt, task, outcome, results, publication, changed);
    }

    private Execution with(
            Attempt newAttempt,
            Task newTask,
            JobOutcome newOutcome,
            Results newResults,
            Publication newPublication,
            WebhookDelivery newDelivery) {
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
                newDelivery,
                history);
    }
}
