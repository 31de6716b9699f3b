package execution.store.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A stream as AWS answers for it, whose shards a test opens, closes, trims and breaks. */
final class ScriptedStream implements DynamoDbStreamsClient {

    private static final int SHARDS_A_PAGE = 100;

    private final Map<String, ScriptedShard> shards = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, AtomicInteger> readings = new ConcurrentHashMap<>();
    private final AtomicInteger descriptions = new AtomicInteger();
    private volatile String arn = "stream-1";
    private volatile boolean away;
    private volatile boolean describable = true;
    /** Iterators of before are refused. */
    private volatile int epoch;

    private Runnable onRead = () -> {};
    private Instant writtenAt;

    private static final class ScriptedShard {
        private final String parent;
        private final List<String> records = new ArrayList<>();
        private int trimmed;
        private boolean closed;
        private boolean listed = true;
        private boolean gone;
        private final Queue<SdkException> failures = new ConcurrentLinkedQueue<>();

        private ScriptedShard(String parent) {
            this.parent = parent;
        }
    }

    ScriptedStream open(String shard) {
        return open(shard, null);
    }

    ScriptedStream open(String shard, String parent) {
        shards.put(shard, new ScriptedShard(parent));
        return this;
    }

    ScriptedStream put(String shard, String... records) {
        shards.get(shard).records.addAll(List.of(records));
        return this;
    }

    ScriptedStream close(String shard) {
        shards.get(shard).closed = true;
        return this;
    }

    /** Its oldest records are a day old by now. */
    ScriptedStream trim(String shard, int records) {
        shards.get(shard).trimmed = records;
        return this;
    }

    /** Whether descriptions name it. */
    ScriptedStream list(String shard, boolean listed) {
        shards.get(shard).listed = listed;
        return this;
    }

    ScriptedStream lose(String shard) {
        shards.get(shard).gone = true;
        return this;
    }

    ScriptedStream fail(String shard, int times) {
        for (int i = 0; i < times; i++) {
            shards.get(shard).failures.add(SdkClientException.create("shard " + shard + " cannot be read"));
        }
        return this;
    }

    ScriptedStream expireIterators() {
        epoch++;
        return this;
    }

    ScriptedStream away(boolean away) {
        this.away = away;
        return this;
    }

    ScriptedStream describable(boolean describable) {
        this.describable = describable;
        return this;
    }

    /** Another stream takes the place of this one. */
    void replace() {
        shards.clear();
        arn = "stream-2";
    }

    /** When all records were written, as far as they say. */
    void writtenAt(Instant time) {
        writtenAt = time;
    }

    void onRead(Runnable action) {
        onRead = action;
    }

    int descriptions() {
        return descriptions.get();
    }

    int readings(String shard) {
        return readings.getOrDefault(shard, new AtomicInteger()).get();
    }

    DynamoDbClient table() {
        return new DynamoDbClient() {
            @Override
            public DescribeTableResponse describeTable(DescribeTableRequest request) {
                refuseIfAway();
                return DescribeTableResponse.builder()
                        .table(table -> table.latestStreamArn(arn))
                        .build();
            }

            @Override
            public String serviceName() {
                return "dynamodb";
            }

            @Override
            public void close() {}
        };
    }

    private void refuseIfAway() {
        if (away) {
            throw SdkClientException.create("connection refused");
        }
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        descriptions.incrementAndGet();
        refuseIfAway();
        if (!describable) {
            throw SdkClientException.create("described too often");
        }
        List<String> listed = new ArrayList<>();
        shards.forEach((id, shard) -> {
            if (shard.listed) {
                listed.add(id);
            }
        });
        int from = request.exclusiveStartShardId() == null ? 0 : listed.indexOf(request.exclusiveStartShardId()) + 1;
        int to = Math.min(listed.size(), from + SHARDS_A_PAGE);
        List<Shard> page = listed.subList(from, to).stream().map(this::describe).toList();
        return DescribeStreamResponse.builder()
                .streamDescription(stream ->
                        stream.shards(page).lastEvaluatedShardId(to < listed.size() ? listed.get(to - 1) : null))
                .build();
    }

    private Shard describe(String id) {
        ScriptedShard shard = shards.get(id);
        return Shard.builder()
                .shardId(id)
                .parentShardId(shard.parent)
                .sequenceNumberRange(
                        range -> range.startingSequenceNumber("0").endingSequenceNumber(shard.closed ? "9" : null))
                .build();
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        refuseIfAway();
        ScriptedShard shard = shard(request.shardId());
        int position =
                switch (request.shardIteratorType()) {
                    case LATEST -> shard.records.size();
                    case TRIM_HORIZON -> shard.trimmed;
                    case AFTER_SEQUENCE_NUMBER -> Integer.parseInt(request.sequenceNumber()) + 1;
                    default -> throw new IllegalArgumentException(request.toString());
                };
        if (position < shard.trimmed) {
            throw TrimmedDataAccessException.builder().message("trimmed").build();
        }
        return GetShardIteratorResponse.builder()
                .shardIterator(iterator(request.shardId(), position))
                .build();
    }

    private ScriptedShard shard(String id) {
        ScriptedShard shard = shards.get(id);
        if (shard == null || shard.gone) {
            throw ResourceNotFoundException.builder().message("no such shard").build();
        }
        return shard;
    }

    private String iterator(String shard, int position) {
        return shard + ":" + position + ":" + epoch;
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        onRead.run();
        refuseIfAway();
        String[] iterator = request.shardIterator().split(":");
        readings.computeIfAbsent(iterator[0], id -> new AtomicInteger()).incrementAndGet();
        ScriptedShard shard = shard(iterator[0]);
        if (!shard.failures.isEmpty()) {
            throw shard.failures.remove();
        }
        if (Integer.parseInt(iterator[2]) < epoch) {
            throw ExpiredIteratorException.builder().message("expired").build();
        }
        int from = Integer.parseInt(iterator[1]);
        if (from < shard.trimmed) {
            throw TrimmedDataAccessException.builder().message("trimmed").build();
        }
        int to = Math.min(shard.records.size(), from + request.limit());
        List<Record> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String sequence = Integer.toString(i);
            String id = shard.records.get(i);
            records.add(Record.builder()
                    .eventID(id)
                    .dynamodb(change -> change.sequenceNumber(sequence).approximateCreationDateTime(writtenAt))
                    .build());
        }
        boolean ended = shard.closed && to == shard.records.size();
        return GetRecordsResponse.builder()
                .records(records)
                .nextShardIterator(ended ? null : iterator(iterator[0], to))
                .build();
    }

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {}
}
