package execution.results;

import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import execution.store.Executions;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds the execution that results belong to, and whether the results are still to be read. */
@Component
public class ResultsOwner {

    /** The exchange property with the {@link Execution} that the results belong to. */
    public static final String EXECUTION = "results.execution";
    /** The exchange property with the {@link ResultsKey} of the results. */
    public static final String KEY = "results.key";
    /** The exchange property with the name of the execution's job. */
    public static final String JOB = "results.job";

    private static final Logger LOG = LoggerFactory.getLogger(ResultsOwner.class);

    private final Executions executions;

    ResultsOwner(Executions executions) {
        this.executions = executions;
    }

    /**
     * Puts the execution, the key and the job's name into the exchange's properties.
     *
     * @return the key; null if nothing is to be done: the attempt does not count any more, or these results were read
     *     before
     * @throws UnusableMessageException if there is no such execution
     */
    @Handler
    public ResultsKey find(@Body ResultsKey key, Exchange exchange) {
        Execution execution = executions
                .find(key.execution())
                .orElseThrow(() -> new UnusableMessageException("results of no execution: " + key.text()));
        if (execution.attempt() != key.attempt()) {
            LOG.info(
                    "Results of {} attempt {} come too late, attempt {} counts",
                    key.execution(),
                    key.attempt(),
                    execution.attempt());
            return null;
        }
        if (key.text().equals(execution.results().key())) {
            return null;
        }
        exchange.setProperty(EXECUTION, execution);
        exchange.setProperty(KEY, key);
        exchange.setProperty(JOB, execution.job().jobName());
        return key;
    }
}
