package execution.store.stream;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.ScheduledPollConsumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Polls the stream and sends those records into the route, each as an exchange, that the route wants. */
class TableStreamConsumer extends ScheduledPollConsumer {

    /** How many shards are read at the same time. */
    private static final int READERS = 16;

    private final TableStreamEndpoint endpoint;
    private ExecutorService readers;
    private volatile TableStream stream;

    TableStreamConsumer(TableStreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        CamelContext context = endpoint.getCamelContext();
        readers = context.getExecutorServiceManager()
                .newThreadPool(this, "table-stream-" + endpoint.table(), READERS, READERS);
        stream = new TableStream(
                CamelContextHelper.mandatoryFindSingleByType(context, DynamoDbClient.class),
                CamelContextHelper.mandatoryFindSingleByType(context, DynamoDbStreamsClient.class),
                endpoint.table(),
                readers,
                CamelContextHelper.mandatoryFindSingleByType(context, Clock.class));
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(readers);
    }

    @Override
    protected int poll() throws Exception {
        return stream.read(this::handOn);
    }

    /**
     * Sends one record into the route if the route wants it. A record that the route fails on does not come again; the
     * route's error handler has logged why.
     */
    private void handOn(Record change) {
        Exchange exchange = null;
        try {
            if (endpoint.only().test(change)) {
                exchange = createExchange(true);
                exchange.getMessage().setBody(change);
                getProcessor().process(exchange);
            }
        } catch (Exception e) {
            getExceptionHandler().handleException("A record of the stream was not dealt with", exchange, e);
        }
    }
}
