package execution.store.stream;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code table-stream:<table>} consumes the records that the table's stream gets from now on. The body of each exchange
 * is a {@link software.amazon.awssdk.services.dynamodb.model.Record}. As long as the consumer runs and can read, each
 * record comes at least once. Records of one shard come in their order; records of different shards come in any order
 * and at the same time. The position in the stream is kept in memory only, so a consumer that starts begins at the
 * stream's end.
 *
 * <p>The options are those of Camel's scheduled polling consumers, such as {@code delay} (milliseconds between two
 * polls), {@code initialDelay} and {@code pollStrategy}. Besides, {@code only} is a {@code Predicate<Record>} that
 * tells which records become exchanges. A large job writes thousands of records that no route wants, and an exchange
 * for each of them would cost more than to read them. The consumer uses the only {@code DynamoDbClient}, the only
 * {@code DynamoDbStreamsClient} and the only {@code Clock} of the Camel context.
 */
@Component("table-stream")
public class TableStreamComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        TableStreamEndpoint endpoint = new TableStreamEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
