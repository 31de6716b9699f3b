package execution.results;

/** A task's parser failed in a way that may be mended, its route above all; the results are to be read again. */
class ResultsNotParsedException extends RuntimeException {

    ResultsNotParsedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
