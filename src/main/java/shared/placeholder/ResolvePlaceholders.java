package shared.placeholder;

import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Replaces the placeholders in a message's body: in a text, or in the texts that a list or a map has for values, at any
 * depth. Names of a map and whatever is not a text stay as they are.
 */
public final class ResolvePlaceholders implements Processor {
    private final Function<Exchange, Placeholders> placeholders;

    /**
     * Makes the processor.
     *
     * @param placeholders gives what is known to the exchange at hand
     */
    public ResolvePlaceholders(Function<Exchange, Placeholders> placeholders) {
        this.placeholders = placeholders;
    }

    /**
     * Replaces them.
     *
     * @throws UnresolvedPlaceholderException if one has no value; the body is then as it was
     */
    @Override
    public void process(Exchange exchange) {
        exchange.getMessage()
                .setBody(placeholders
                        .apply(exchange)
                        .resolveAll(exchange.getMessage().getBody()));
    }
}
