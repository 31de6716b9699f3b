package execution.store;

import static execution.aws.AwsResources.EXPIRES_AT;
import static execution.store.AttributeType.COUNT;
import static execution.store.AttributeType.FLAG;
import static execution.store.AttributeType.INTEGER;
import static execution.store.AttributeType.LONG;
import static execution.store.AttributeType.REASON_CLASS;
import static execution.store.AttributeType.SECONDS;
import static execution.store.AttributeType.STATUS;
import static execution.store.AttributeType.TEXT;
import static execution.store.AttributeType.TIME;
import static execution.store.AttributeType.TRUTH;

import execution.model.AcceptedJob;
import execution.model.Attempt;
import execution.model.AttemptEnd;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.History;
import execution.model.JobOutcome;
import execution.model.Publication;
import execution.model.Report;
import execution.model.Results;
import execution.model.StatusChange;
import execution.model.StopIntent;
import execution.model.Task;
import execution.model.WebhookDelivery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Says for each component of an execution which attribute of the row holds it, in one line. Whoever adds an attribute
 * adds a component to one of these records and its line here. An attribute that callers are not to see, and one that is
 * a time, is named in {@link ExecutionItems} too.
 */
final class RowAttributes {

    private static final AttributeType<StopIntent> STOP = AttributeType.object(RowAttributes::stop);
    private static final AttributeType<Report> REPORT = AttributeType.object(RowAttributes::report);
    private static final AttributeType<AttemptEnd> END = AttributeType.object(RowAttributes::end);
    private static final AttributeType<List<StatusChange>> CHANGES =
            AttributeType.list(AttributeType.object(RowAttributes::change));

    private static final AttributeType<WebhookDelivery> DELIVERY =
            AttributeType.<WebhookDelivery>object(RowAttributes::delivery).orIfAbsent(WebhookDelivery.NONE);

    private RowAttributes() {}

    /** Writes all of an execution but its key, its job and when it is due. */
    static void write(Execution execution, Map<String, AttributeValue> item) {
        execution(AttributesOf.writing(execution, item), execution.key(), execution.job(), execution.dueAt());
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws RuntimeException if an attribute is missing or of another kind
     */
    static Execution read(Map<String, AttributeValue> item, ExecutionKey key, AcceptedJob job, Instant dueAt) {
        return execution(AttributesOf.reading(item), key, job, dueAt);
    }

    private static Execution execution(AttributesOf<Execution> row, ExecutionKey key, AcceptedJob job, Instant dueAt) {
        return new Execution(
                key,
                job,
                row.value("request_hash", TEXT, Execution::requestHash),
                row.value("status", STATUS, Execution::status),
                row.value("version", LONG, Execution::version),
                row.value("created_at", TIME, Execution::createdAt),
                dueAt,
                row.group(Execution::lastAttempt, RowAttributes::attempt),
                row.group(Execution::task, RowAttributes::task),
                row.group(Execution::outcome, RowAttributes::outcome),
                row.group(Execution::results, RowAttributes::results),
                row.group(Execution::publication, RowAttributes::publication),
                row.value("webhook_delivery", DELIVERY, RowAttributes::known),
                row.group(Execution::history, RowAttributes::history));
    }

    private static Attempt attempt(AttributesOf<Attempt> row) {
        return new Attempt(
                row.value("attempt", INTEGER, Attempt::number),
                row.value("refusals", INTEGER, Attempt::refusals),
                row.value("spot_losses", COUNT, Attempt::spotLosses),
                row.value("on_demand", FLAG, Attempt::onDemand),
                row.value("attempt_started_at", TIME, Attempt::startedAt),
                row.value("launcher", TEXT, Attempt::launcher),
                row.value("not_before", TIME, Attempt::notBefore),
                row.value("container", TEXT, Attempt::container));
    }

    private static Task task(AttributesOf<Task> row) {
        return new Task(
                row.value("task_reference", TEXT, Task::reference),
                row.value("task_version", LONG, Task::version),
                row.value("registered_at", TIME, Task::registeredAt),
                row.value("report", REPORT, Task::report),
                row.value("invocation", TEXT, Task::invocation));
    }

    private static JobOutcome outcome(AttributesOf<JobOutcome> row) {
        return new JobOutcome(
                row.value("completed_at", TIME, JobOutcome::completedAt),
                row.value("exit_code", INTEGER, JobOutcome::exitCode),
                row.value("reason", TEXT, JobOutcome::reason),
                row.value("stop", STOP, JobOutcome::stop));
    }

    private static Results results(AttributesOf<Results> row) {
        return new Results(
                row.value("has_findings", FLAG, Results::hasFindings),
                row.value("results_key", TEXT, Results::key),
                row.value("results_error", TEXT, Results::error));
    }

    private static Publication publication(AttributesOf<Publication> row) {
        return new Publication(
                row.value("published_seq", COUNT, Publication::publishedSeq),
                row.value(EXPIRES_AT, SECONDS, Publication::expiresAt));
    }

    /** Gives what is written of a delivery, which is nothing as long as nothing is known. */
    private static WebhookDelivery known(Execution execution) {
        return execution.delivery().equals(WebhookDelivery.NONE) ? null : execution.delivery();
    }

    private static WebhookDelivery delivery(AttributesOf<WebhookDelivery> object) {
        return new WebhookDelivery(
                object.value("settled_seq", COUNT, WebhookDelivery::settledSeq),
                object.value("tries", COUNT, WebhookDelivery::tries),
                object.value("next_try_at", TIME, WebhookDelivery::nextTryAt),
                object.value("error", TEXT, WebhookDelivery::error),
                object.value("given_up", COUNT, WebhookDelivery::givenUp));
    }

    private static History history(AttributesOf<History> row) {
        return new History(row.value("history", CHANGES, History::changes));
    }

    private static StatusChange change(AttributesOf<StatusChange> entry) {
        return new StatusChange(
                entry.value("seq", COUNT, StatusChange::seq),
                entry.value("status", STATUS, StatusChange::status),
                entry.value("previous", STATUS, StatusChange::previous),
                entry.value("occurred_at", TIME, StatusChange::occurredAt),
                entry.value("attempt", INTEGER, StatusChange::attempt),
                entry.value("reason", TEXT, StatusChange::reason),
                entry.value("end", END, StatusChange::end));
    }

    private static AttemptEnd end(AttributesOf<AttemptEnd> object) {
        return new AttemptEnd(
                object.value("exit_code", INTEGER, AttemptEnd::exitCode),
                object.value("reason_class", REASON_CLASS, AttemptEnd::reasonClass),
                object.value("task", TEXT, AttemptEnd::task),
                object.value("remedy", TEXT, AttemptEnd::remedy),
                object.value("platform", TEXT, AttemptEnd::platform),
                object.value("detail", TEXT, AttemptEnd::detail));
    }

    private static StopIntent stop(AttributesOf<StopIntent> object) {
        return new StopIntent(
                object.value("becomes", STATUS, StopIntent::becomes),
                object.value("reason", TEXT, StopIntent::reason),
                object.value("requested_at", TIME, StopIntent::requestedAt),
                object.value("reason_class", REASON_CLASS, StopIntent::reasonClass));
    }

    private static Report report(AttributesOf<Report> object) {
        return new Report(
                object.value("status", STATUS, Report::status),
                object.value("exit_code", INTEGER, Report::exitCode),
                object.value("duration_seconds", LONG, Report::durationSeconds),
                object.value("results_uploaded", TRUTH, Report::resultsUploaded),
                object.value("stdout_truncated", TRUTH, Report::stdoutTruncated),
                object.value("output_kept", TRUTH, Report::outputKept),
                object.value("reason", TEXT, Report::reason),
                object.value("reported_at", TIME, Report::reportedAt));
    }
}
