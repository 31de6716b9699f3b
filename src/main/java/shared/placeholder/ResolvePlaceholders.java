package shared.placeholder;

import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Replaces the placeholders in the body of a message: in a text, or in the texts that a list or a map holds at any
 * depth. The names of a map stay as they are, and so does every value that is not a text.
 */
public final class ResolvePlaceholders implements Processor {
    private final Function<Exchange, Placeholders> placeholders;

    /**
     * Makes the processor.
     *
     * @param placeholders gives the placeholders that an exchange can use
     */
    public ResolvePlaceholders(Function<Exchange, Placeholders> placeholders) {
        this.placeholders = placeholders;
    }

    /**
     * Replaces the placeholders.
     *
     * @throws UnresolvedPlaceholderException if a placeholder has no value; the body is not changed then
     */
    @Override
    public void process(Exchange exchange) {
        exchange.getMessage()
                .setBody(placeholders
                        .apply(exchange)
                        .resolveAll(exchange.getMessage().getBody()));
    }
}
