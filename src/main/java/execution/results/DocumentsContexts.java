package execution.results;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import execution.publication.SnsProperties;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Makes the context that the parser of one archive posts to. */
@Component
class DocumentsContexts {

    /** The exchange property with the {@link execution.results.parser.ResultsContext} of the parser. */
    static final String CONTEXT = "resultsContext";

    /** What SNS takes as one message, its attributes and subject included. */
    private static final int MOST_SNS = 262_144;

    /** Two attributes with their names and types, and a subject, with room to spare. */
    private static final int AROUND_SNS = 1_024;

    /** Enough for most hosts of a scan as one, and little beside the memory of a small instance. */
    private static final int MOST_POSTED = 4 * 1_024 * 1_024;

    private final Catalogue catalogue;
    private final Scans scans;
    private final ResultsProperties results;
    private final SnsProperties sns;

    DocumentsContexts(Catalogue catalogue, Scans scans, ResultsProperties results, SnsProperties sns) {
        this.catalogue = catalogue;
        this.scans = scans;
        this.results = results;
        this.sns = sns;
    }

    /**
     * Makes a context.
     *
     * @param exchange has the execution, the key and the archive's metadata as its properties
     * @param publisher takes the messages in their order
     */
    DocumentsContext open(Exchange exchange, Consumer<DocumentsMessage> publisher) {
        Execution execution = exchange.getProperty(ResultsOwner.EXECUTION, Execution.class);
        ResultsKey key = exchange.getProperty(ResultsOwner.KEY, ResultsKey.class);
        FetchedArchive.Origin origin = exchange.getProperty(FetchedArchive.ORIGIN, FetchedArchive.Origin.class);
        Documents documents = new Documents(
                scans.of(execution, key, origin), mostBytes(execution.job().jobName()));
        return new DocumentsContext(documents, MOST_POSTED, new Bounded(publisher));
    }

    /** Gives how large a message may be that all topics of the task take. */
    private int mostBytes(String task) {
        int most = (int) results.mostMessage().toBytes();
        String topic = catalogue
                .find(task)
                .map(TaskFile::results)
                .map(TaskFile.Results::snsTopicArn)
                .orElse(sns.documentsTopicArn());
        return topic.isEmpty() ? most : Math.min(most, MOST_SNS - AROUND_SNS);
    }

    private final class Bounded implements Consumer<DocumentsMessage> {

        private final Consumer<DocumentsMessage> publisher;
        private int number;

        private Bounded(Consumer<DocumentsMessage> publisher) {
            this.publisher = publisher;
        }

        @Override
        public void accept(DocumentsMessage message) {
            if (++number > results.mostDocumentMessages()) {
                throw new UnusableMessageException(
                        "the documents of the results do not fit into " + results.mostDocumentMessages() + " messages");
            }
            publisher.accept(message);
        }
    }
}
