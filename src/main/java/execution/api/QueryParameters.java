package execution.api;

/** Reads parameters of queries. */
final class QueryParameters {

    private QueryParameters() {}

    /**
     * Reads a number.
     *
     * @param text what the request has; null for nothing
     * @param otherwise what counts where the request has nothing
     * @param least from 1
     * @throws ProblemException if it is no whole number within the bounds
     */
    static int number(String field, String text, int otherwise, int least, int most) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9][0-9]{0,5}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw ProblemException.invalid(field, "must be a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }
}
