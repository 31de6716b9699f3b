package execution.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Works out the expressions of task files. An expression is compiled once, from the operator's file alone. What it is
 * worked out of comes from outside: it is data to the expression, and no text in it is ever read as an expression.
 */
@Component
public class TaskExpressions {

    private static final Scope JQ = Scope.newEmptyScope();

    static {
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, JQ);
        // The environment of the service holds secrets.
        JQ.addFunction("env", 0, (scope, arguments, in, path, output, version) -> {
            throw new JsonQueryException("env is not there");
        });
    }

    /** A compiled expression. */
    private interface Compiled {

        /**
         * Works out the value.
         *
         * @return a text, a number, a boolean, a map, a list or a JSON node; null if there is none
         */
        Object value(Object data) throws Exception;

        /** Works out whether a condition holds. */
        default boolean holds(Object data) throws Exception {
            Object value = value(data);
            if (value == null) {
                return false;
            }
            if (value instanceof Boolean truth) {
                return truth;
            }
            if (value instanceof JsonNode json && json.isBoolean()) {
                return json.booleanValue();
            }
            if (value instanceof List<?> found) {
                return !found.isEmpty();
            }
            throw new IllegalArgumentException("gives neither true nor false");
        }
    }

    /** How long an expression may take. A regular expression can take for ever for a text that somebody chose. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final CamelContext context;
    private final BoundedTime time;
    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<TaskFile.Expression, Compiled> compiled = new ConcurrentHashMap<>();

    @Autowired
    public TaskExpressions(@Lazy CamelContext context) {
        this(context, LIMIT);
    }

    TaskExpressions(CamelContext context, Duration limit) {
        this.context = context;
        this.time = new BoundedTime(limit);
    }

    /**
     * Compiles an expression, to find out whether it can be used.
     *
     * @throws IllegalArgumentException if it cannot; the message says why, in one line
     */
    public void check(TaskFile.Expression expression) {
        try {
            compiled(expression);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException(firstLine(e), e);
        }
    }

    /**
     * Works out a value.
     *
     * @param data the attributes of an execution, or of a message, by name
     * @return the text; a map or a list as JSON; null if there is no such value
     * @throws Exception if the value cannot be worked out; the message may repeat what comes from outside
     */
    public String text(TaskFile.Expression expression, Map<String, Object> data) throws Exception {
        Object value = value(expression, data);
        if (value == null) {
            return null;
        }
        return value instanceof Map || value instanceof List ? mapper.writeValueAsString(value) : value.toString();
    }

    /**
     * Works out a value and keeps its kind.
     *
     * @param data the attributes of an execution, or of a message, by name
     * @return a text, a number, a boolean, a map or a list; null if there is no such value
     * @throws Exception if the value cannot be worked out; the message may repeat what comes from outside
     */
    public Object value(TaskFile.Expression expression, Map<String, Object> data) throws Exception {
        Compiled known = compiled(expression);
        Object value = isConstant(expression) ? known.value(data) : time.call(() -> known.value(data));
        return value instanceof JsonNode json ? mapper.convertValue(json, Object.class) : value;
    }

    /**
     * Works out whether a condition holds. A value that is not there counts as false, and a list of JSONPath counts as
     * true if something is in it.
     *
     * @throws Exception if it cannot be worked out, or gives neither true nor false
     */
    public boolean holds(TaskFile.Expression condition, Map<String, Object> data) throws Exception {
        Compiled known = compiled(condition);
        return isConstant(condition) ? known.holds(data) : time.call(() -> known.holds(data));
    }

    private static boolean isConstant(TaskFile.Expression expression) {
        return expression.language().equals("constant");
    }

    private Compiled compiled(TaskFile.Expression expression) throws Exception {
        Compiled known = compiled.get(expression);
        if (known == null) {
            known = compile(expression);
            compiled.put(expression, known);
        }
        return known;
    }

    private Compiled compile(TaskFile.Expression expression) throws Exception {
        String text = expression.text();
        return switch (expression.language()) {
            case "constant" -> data -> text;
            case "simple" -> simple(text);
            case "jq" -> jq(text);
            case "jsonpath" -> jsonPath(text);
            default ->
                throw new IllegalArgumentException(
                        "'" + expression.language() + "' is none of constant, simple, jq and jsonpath");
        };
    }

    private Compiled simple(String text) {
        refuseNested(text);
        Language language = context.resolveLanguage("simple");
        Expression value = language.createExpression(text);
        value.init(context);
        Predicate condition = isCondition(language, text);
        return new Compiled() {
            @Override
            public Object value(Object data) {
                return value.evaluate(exchange(data), Object.class);
            }

            @Override
            public boolean holds(Object data) throws Exception {
                if (condition == null) {
                    return Compiled.super.holds(data);
                }
                return condition.matches(exchange(data));
            }
        };
    }

    /** Makes a condition of a text; null if the text is none, but a value alone. */
    private Predicate isCondition(Language language, String text) {
        try {
            Predicate condition = language.createPredicate(text);
            condition.init(context);
            return condition;
        } catch (RuntimeException e) {
            return null;
        }
    }

    private Exchange exchange(Object data) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(data);
        return exchange;
    }

    /**
     * Refuses a function within a function. Camel puts the text of the inner one into the outer one before it reads the
     * outer one, so what a request says would become a part of the expression.
     */
    private static void refuseNested(String text) {
        if (text.startsWith("resource:")) {
            throw new IllegalArgumentException("must not be read from a resource");
        }
        int open = 0;
        Matcher brace = Pattern.compile("\\$(simple)?\\{|}").matcher(text);
        while (brace.find()) {
            open += brace.group().equals("}") ? (open > 0 ? -1 : 0) : 1;
            if (open > 1) {
                throw new IllegalArgumentException("must not have one ${…} within another, because what a request says"
                        + " would become a part of the expression");
            }
        }
    }

    private Compiled jq(String text) throws JsonQueryException {
        JsonQuery query = JsonQuery.compile(text, Versions.JQ_1_7);
        return data -> {
            JsonNode[] found = new JsonNode[1];
            query.apply(Scope.newChildScope(JQ), mapper.valueToTree(data), value -> {
                if (found[0] != null) {
                    throw new JsonQueryException("gives more than one value");
                }
                found[0] = value;
            });
            return found[0] == null || found[0].isNull()
                    ? null
                    : found[0].isTextual() ? found[0].textValue() : found[0];
        };
    }

    private static Compiled jsonPath(String text) {
        JsonPath path;
        try {
            path = JsonPath.compile(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(firstLine(e), e);
        }
        return data -> {
            try {
                return path.read(data);
            } catch (PathNotFoundException e) {
                return null;
            }
        };
    }

    private static String firstLine(Exception failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
