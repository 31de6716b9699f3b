package wrapper.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import wrapper.config.InputProblems;

/** Reads the actions of a job, because which kinds of actions there are is not known here. */
public interface ActionParser {

    /**
     * Reads a list of actions.
     *
     * @param key what problems call the list
     * @param node the list; a missing node or null for no actions
     * @param problems gets what is wrong with the list and with each action in it
     * @return the actions without problems, in the order of the list
     */
    List<Action> parse(String key, JsonNode node, InputProblems problems);
}
