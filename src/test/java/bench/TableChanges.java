package bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import local.Names;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Counts by the table's own stream what was written to it, whoever wrote and for whatever reason. */
final class TableChanges implements AutoCloseable {

    private static final int PAGE = 1_000;

    private final DynamoDbStreamsClient streams;

    TableChanges(URI endpoint) {
        streams = DynamoDbStreamsClient.builder()
                .endpointOverride(endpoint)
                .region(Names.REGION)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(Names.ACCESS_KEY, Names.SECRET_KEY)))
                .build();
    }

    /** Where the stream ends now, in each of its shards. */
    List<String> mark() {
        var marks = new ArrayList<String>();
        for (var stream : streams.listStreams(list -> list.tableName(Names.EXECUTIONS_TABLE))
                .streams()) {
            var shards = streams.describeStream(describe -> describe.streamArn(stream.streamArn()))
                    .streamDescription()
                    .shards();
            for (var shard : shards) {
                marks.add(streams.getShardIterator(iterator -> iterator.streamArn(stream.streamArn())
                                .shardId(shard.shardId())
                                .shardIteratorType(ShardIteratorType.LATEST))
                        .shardIterator());
            }
        }
        return marks;
    }

    /** How often each kind of item was changed since; a kind is what its sort key begins with. */
    Map<String, Long> since(List<String> marks) {
        var changes = new TreeMap<String, Long>();
        for (var mark : marks) {
            var iterator = mark;
            while (iterator != null) {
                var from = iterator;
                var page = streams.getRecords(get -> get.shardIterator(from).limit(PAGE));
                if (page.records().isEmpty()) {
                    break;
                }
                page.records()
                        .forEach(change -> changes.merge(
                                kind(change.dynamodb().keys().get("SK").s()), 1L, Long::sum));
                iterator = page.nextShardIterator();
            }
        }
        return changes;
    }

    private static String kind(String sortKey) {
        var end = sortKey.indexOf('#');
        return end < 0 ? sortKey : sortKey.substring(0, end);
    }

    @Override
    public void close() {
        streams.close();
    }
}
