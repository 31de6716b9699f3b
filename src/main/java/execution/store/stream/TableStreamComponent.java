package execution.store.stream;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code table-stream:<table>}: consumes the records that the table's stream gets from now on. Each exchange has a
 * {@link software.amazon.awssdk.services.dynamodb.model.Record} as its body. Records come at least once as long as the consumer
 * runs and can read, in the order of their shard; records of different shards come in any order and at the same time. A position
 * is kept in memory alone, so a consumer that starts begins at the stream's end.
 *
 * <p>The options are those of Camel's scheduled polling consumers: {@code delay} between two polls in milliseconds,
 * {@code initialDelay}, {@code pollStrategy} and the others. The clients are the context's only {@code DynamoDbClient} and
 * {@code DynamoDbStreamsClient}.
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
