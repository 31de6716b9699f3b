package execution.results;

/** A task's parser failed in a way that may be corrected, usually in its route. The results are to be read again. */
class ResultsNotParsedException extends RuntimeException {

    ResultsNotParsedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
