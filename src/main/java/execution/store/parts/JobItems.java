package execution.store.parts;

import static execution.store.AttributeType.FLAG;
import static execution.store.AttributeType.INTEGER;
import static execution.store.AttributeType.LONG;
import static execution.store.AttributeType.TEXT;
import static execution.store.AttributeType.TIME;

import execution.model.ExecutionKey;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.store.AttributeType;
import execution.store.Attributes;
import execution.store.AttributesOf;
import execution.store.ExecutionItems;
import execution.store.RowUpdate;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is known of a partitioned job as an item, and back. */
final class JobItems {

    private static final AttributeType<Phase> PHASE = new AttributeType<>(
            phase -> Attributes.text(phase.name().toLowerCase(Locale.ROOT)),
            value -> Phase.valueOf(value.s().toUpperCase(Locale.ROOT)),
            null);

    private static final AttributeType<Double> DECIMAL = new AttributeType<>(
            value -> AttributeValue.fromN(BigDecimal.valueOf(value).toPlainString()),
            value -> Double.valueOf(value.n()),
            null);

    /** Six numbers in the order of the states. */
    private static final AttributeType<PartCounts> COUNTS = new AttributeType<>(
            counts -> Attributes.text("%d %d %d %d %d %d"
                    .formatted(
                            counts.waiting(),
                            counts.sent(),
                            counts.running(),
                            counts.done(),
                            counts.failed(),
                            counts.cancelled())),
            value -> counts(value.s().split(" ")),
            null);

    private static final List<String> OPTIONAL = List.of("outcome", "result_key", "result");
    private static final AttributeValue ABSENT = AttributeValue.fromNul(true);

    private JobItems() {}

    private static PartCounts counts(String[] numbers) {
        return new PartCounts(
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]),
                Long.parseLong(numbers[4]),
                Long.parseLong(numbers[5]));
    }

    private static PartitionJob job(AttributesOf<PartitionJob> item, ExecutionKey key) {
        return new PartitionJob(
                key,
                item.value(ExecutionItems.VERSION, LONG, PartitionJob::version),
                item.value("attempt", INTEGER, PartitionJob::attempt),
                item.value("phase", PHASE, PartitionJob::phase),
                item.value("total", LONG, PartitionJob::total),
                item.value("blocks", INTEGER, PartitionJob::blocks),
                item.value("split_offset", LONG, PartitionJob::splitOffset),
                item.value("input_tag", TEXT, PartitionJob::inputTag),
                item.value("settled_blocks", INTEGER, PartitionJob::settledBlocks),
                item.value("settled", COUNTS, PartitionJob::settled),
                item.value("opened_blocks", INTEGER, PartitionJob::openedBlocks),
                item.value("counts", COUNTS, PartitionJob::counts),
                item.value("max_in_flight", INTEGER, PartitionJob::maxInFlight),
                item.value("tolerated_failures", INTEGER, PartitionJob::toleratedFailures),
                item.value("tolerated_percent", INTEGER, PartitionJob::toleratedPercent),
                item.value("slots", INTEGER, PartitionJob::slots),
                item.value("mean_seconds", DECIMAL, PartitionJob::meanSeconds),
                item.value("outcome", TEXT, PartitionJob::outcome),
                item.value("succeeded", FLAG, PartitionJob::succeeded),
                item.value("result_key", TEXT, PartitionJob::resultKey),
                item.value("result", TEXT, PartitionJob::result),
                item.value("updated_at", TIME, PartitionJob::updatedAt));
    }

    /** Gives the whole item of a new job. */
    static Map<String, AttributeValue> item(PartitionJob job, String changeId) {
        Map<String, AttributeValue> item = new LinkedHashMap<>(PartKeys.job(job.key()));
        item.putAll(attributes(job));
        item.put(ExecutionItems.CHANGE_ID, Attributes.text(changeId));
        return item;
    }

    private static Map<String, AttributeValue> attributes(PartitionJob job) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        job(AttributesOf.writing(job, item), job.key());
        return item;
    }

    /** Gives what makes any older state of a job this one. What is not known here stays on the item. */
    static RowUpdate update(PartitionJob after, long version, String changeId) {
        Map<String, AttributeValue> wanted = attributes(after);
        Map<String, AttributeValue> before = new HashMap<>();
        OPTIONAL.stream().filter(name -> !wanted.containsKey(name)).forEach(name -> before.put(name, ABSENT));
        return RowUpdate.between(before, wanted, version, changeId);
    }

    /** @throws IllegalStateException if the item is none that was written here; the message names its keys */
    static PartitionJob job(ExecutionKey key, Map<String, AttributeValue> item) {
        try {
            return job(AttributesOf.reading(item), key);
        } catch (RuntimeException e) {
            throw new IllegalStateException("unreadable job " + item.get("PK") + " " + item.get("SK"), e);
        }
    }

    /** Gives the next version of a job. */
    static PartitionJob next(PartitionJob job) {
        return withVersion(job, job.version() + 1);
    }

    static PartitionJob withVersion(PartitionJob job, long version) {
        return new PartitionJob(
                job.key(),
                version,
                job.attempt(),
                job.phase(),
                job.total(),
                job.blocks(),
                job.splitOffset(),
                job.inputTag(),
                job.settledBlocks(),
                job.settled(),
                job.openedBlocks(),
                job.counts(),
                job.maxInFlight(),
                job.toleratedFailures(),
                job.toleratedPercent(),
                job.slots(),
                job.meanSeconds(),
                job.outcome(),
                job.succeeded(),
                job.resultKey(),
                job.result(),
                job.updatedAt());
    }
}
