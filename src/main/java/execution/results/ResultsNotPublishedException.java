package execution.results;

/** The topic did not take the results; they are to be published again once it does. */
public class ResultsNotPublishedException extends RuntimeException {

    public ResultsNotPublishedException(Exception cause) {
        super("the results could not be published", cause);
    }
}
