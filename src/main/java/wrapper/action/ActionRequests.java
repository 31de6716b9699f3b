package wrapper.action;

import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import wrapper.config.InputProblems;

/** Reads what one of the wrapper's own action routes is asked to do. */
final class ActionRequests {
    private ActionRequests() {}

    /**
     * Reads the body, a map of the action's keys with the placeholders resolved.
     *
     * @param parser reads the keys, and adds to the problems what is wrong with them
     * @throws ActionFailedException if there are problems
     */
    static <T> T read(Exchange exchange, Function<Fields, T> parser) throws ActionFailedException {
        if (!(exchange.getMessage().getBody() instanceof Map<?, ?> body)) {
            throw new ActionFailedException("the body must be a map");
        }
        InputProblems problems = new InputProblems();
        T request = parser.apply(new Fields("", body, true, problems));
        if (!problems.all().isEmpty()) {
            throw new ActionFailedException(String.join("; ", problems.all()));
        }
        return request;
    }
}
