package shared.part;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What a {@link PartFunction} is given for one try of a part.
 *
 * @param part the part's number within the job, from 0
 * @param total the number of the job's parts; null if it is not known yet
 * @param attempt the number of the try, from 1
 * @param arguments the part's arguments, any JSON; null if it has none
 * @param environment the variables that a part's process would have had beside those of the worker
 */
public record PartCall(int part, Long total, int attempt, JsonNode arguments, Map<String, String> environment) {

    public PartCall {
        environment = Map.copyOf(environment);
    }
}
