package execution.launch;

import execution.runner.LaunchRefusedException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.springframework.stereotype.Component;
import shared.placeholder.PlaceholderSource;
import shared.placeholder.Placeholders;
import shared.placeholder.ResolvePlaceholders;
import shared.placeholder.UnresolvedPlaceholderException;

/**
 * Reads the headers {@code template.<NAME>} that routes answer with: texts with placeholders
 * <code>${{execution.FIELD}}</code> for the execution's own attributes.
 *
 * <p>A placeholder can name attributes of the execution and nothing else, because a text from outside may have got into
 * a template. A placeholder cannot name a secret, because the result is stored on the row. The wrapper resolves secrets
 * in the task, with the task's own role.
 */
@Component
class LaunchTemplates {
    private static final String PREFIX = "template.";
    private static final String ROW = "execution";

    private final CamelContext context;
    private final ResolvePlaceholders resolve =
            new ResolvePlaceholders(exchange -> new Placeholders(List.of(known(exchange.getProperty(ROW, Map.class)))));

    LaunchTemplates(CamelContext context) {
        this.context = context;
    }

    /**
     * Gives the variables that the templates among the headers make, by name.
     *
     * @throws LaunchRefusedException if a placeholder is unknown or the execution has no such attribute
     */
    Map<String, String> variables(Map<String, Object> headers, Map<String, Object> row) {
        Map<String, String> templates = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && value != null) {
                templates.put(name.substring(PREFIX.length()), value.toString());
            }
        });
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(ROW, row);
        exchange.getMessage().setBody(templates);
        try {
            resolve.process(exchange);
        } catch (UnresolvedPlaceholderException e) {
            throw new LaunchRefusedException(e.getMessage(), false);
        }
        Map<String, String> variables = new TreeMap<>();
        ((Map<?, ?>) exchange.getMessage().getBody())
                .forEach((name, value) -> variables.put(name.toString(), value.toString()));
        return variables;
    }

    private static PlaceholderSource known(Map<?, ?> row) {
        Map<String, String> values = new TreeMap<>();
        row.forEach((name, value) -> {
            if (value != null && !(value instanceof Map) && !(value instanceof Collection)) {
                values.put(name.toString(), value.toString());
            }
        });
        return PlaceholderSource.of("execution", values);
    }
}
