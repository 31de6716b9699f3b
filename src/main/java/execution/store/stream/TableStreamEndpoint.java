package execution.store.stream;

import java.util.function.Predicate;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.ScheduledPollEndpoint;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The stream of one table. */
class TableStreamEndpoint extends ScheduledPollEndpoint {

    private final String table;
    private Predicate<Record> only = change -> true;

    TableStreamEndpoint(String uri, TableStreamComponent component, String table) {
        super(uri, component);
        this.table = table;
    }

    String table() {
        return table;
    }

    Predicate<Record> only() {
        return only;
    }

    /** Sets which records become exchanges. */
    public void setOnly(Predicate<Record> only) {
        this.only = only;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        TableStreamConsumer consumer = new TableStreamConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("table-stream: has no producer; write to the table");
    }
}
