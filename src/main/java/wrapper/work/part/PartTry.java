package wrapper.work.part;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One try of a part.
 *
 * @param bundle the bundle that the part is of
 * @param part the part's number within the job
 * @param attempt the number of the try, from 1
 * @param arguments any JSON; null if the part has none
 */
public record PartTry(BundleRun bundle, int part, int attempt, JsonNode arguments) {

    /** Names the try in the log and on the worker's page. */
    @Override
    public String toString() {
        return "part " + part + " try " + attempt + " of execution "
                + bundle.message().executionId();
    }
}
