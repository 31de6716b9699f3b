package execution.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskExpressionsTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final TaskExpressions expressions = new TaskExpressions(context);

    private static TaskFile.Expression expression(String language, String text) {
        return new TaskFile.Expression(language, text);
    }

    private static Map<String, Object> row(Object request) {
        Map<String, Object> row = new HashMap<>();
        row.put("tenant_id", "demo");
        row.put("request", request);
        return row;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            constant | ${body} | ${body}
            simple | ${body[request][address]} | 127.0.0.1
            simple | host-${body[request][address]}-${body[tenant_id]} | host-127.0.0.1-demo
            simple | ${body[request][missing]} |
            simple | ${body[missing]} |
            jq | .request.address | 127.0.0.1
            jq | .request.ports | [22,80]
            jq | .request.ports as $p ¦ $p ¦ map(tostring) ¦ join(",") | 22,80
            jq | .request.count + 1 | 3
            jq | .request.missing // "none" | none
            jq | .request.missing |
            jq | empty |
            jsonpath | $.request.address | 127.0.0.1
            jsonpath | $.request.ports[1] | 80
            jsonpath | $.request.missing |
            jsonpath | $.request.ports | [22,80]
            """)
    void shouldWorkOutAValue(String language, String text, String value) throws Exception {
        Map<String, Object> row = row(Map.of("address", "127.0.0.1", "ports", List.of(22, 80), "count", 2));

        assertThat(expressions.text(expression(language, text.replace('¦', '|')), row))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            simple | ${body[request][address]} == '127.0.0.1' | true
            simple | ${body[request][address]} =~ 'x' | false
            simple | ${body[input]} !regex '.+[.]jar' | true
            jq | .request.count > 1 | true
            jq | .request.missing | false
            jsonpath | $.request[?(@.address == 'x')] | false
            jsonpath | $.request.flag | true
            """)
    void shouldWorkOutACondition(String language, String text, boolean holds) throws Exception {
        Map<String, Object> row = row(Map.of("address", "127.0.0.1", "count", 2, "flag", true));

        assertThat(expressions.holds(expression(language, text), row)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({"jq,.request.address", "jsonpath,$.request.address"})
    void shouldFailWhereAConditionGivesNeitherTrueNorFalse(String language, String text) {
        assertThatThrownBy(() -> expressions.holds(expression(language, text), row(Map.of("address", "true"))))
                .hasMessageContaining("neither true nor false");
    }

    static List<String> hostile() {
        return List.of(
                "${camelContext.stop()}",
                "$simple{camelContext.stop()}",
                "${body[tenant_id]}",
                "{{tenant}}",
                "${{secretsmanager.key}}",
                "#{1+1}",
                "$(reboot)",
                "'; .tenant_id",
                "\\(.tenant_id)",
                "$.tenant_id",
                "resource:file:/etc/passwd",
                "\" | .tenant_id",
                "a\r\nb\u0000");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void shouldReadNothingInTheRequestAsAnExpression(String hostile) throws Exception {
        context.start();
        List<TaskFile.Expression> ways = List.of(
                expression("simple", "${body[request][address]}"),
                expression("simple", "${body['request']['address']}"),
                expression("jq", ".request.address"),
                expression("jsonpath", "$.request.address"));

        for (TaskFile.Expression way : ways) {
            assertThat(expressions.text(way, row(Map.of("address", hostile)))).isEqualTo(hostile);
        }
        for (TaskFile.Expression way : List.of(
                expression("simple", "${body[request]}"),
                expression("jq", ".request"),
                expression("jsonpath", "$.request"))) {
            assertThat(expressions.text(way, row(hostile))).isEqualTo(hostile);
        }
        assertThat(expressions.text(expression("simple", "<${body[request]}>"), row(hostile)))
                .isEqualTo("<" + hostile + ">");
        assertThat(context.isStopped()).isFalse();
        assertThat(expressions.holds(
                        expression("simple", "${body[request][address]} == 'x'"), row(Map.of("address", hostile))))
                .isFalse();
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${body.${body[request]}}", "${body[${body[request]}]}", "$simple{body[$simple{body}]}"})
    void shouldRefuseAnExpressionThatTakesAPartOfItselfFromTheRequest(String text) {
        assertThatThrownBy(() -> expressions.check(expression("simple", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within another");
    }

    @Test
    void shouldRefuseWhatIsNoExpression() {
        for (TaskFile.Expression wrong : Arrays.asList(
                expression("groovy", "1"),
                expression("simple", "${body"),
                expression("simple", "${nosuchfunction}"),
                expression("simple", "resource:file:/etc/passwd"),
                expression("jq", ".a |"),
                expression("jsonpath", "$["))) {
            assertThatThrownBy(() -> expressions.check(wrong))
                    .as("%s", wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "env.PATH", "$ENV", "$ENV.PATH", "input", "$__prog_args"})
    void shouldShowAnExpressionNothingOfTheService(String jq) {
        assertThatThrownBy(() -> {
                    expressions.check(expression("jq", jq));
                    String text = expressions.text(expression("jq", jq), row("x"));
                    throw new IllegalStateException(text == null ? "null" : "gave something of " + text.length());
                })
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotStartWith("gave something"));
    }

    @Test
    void shouldGiveOneValueAtMost() {
        assertThatThrownBy(() -> expressions.text(expression("jq", ".request[]"), row(List.of(1, 2))))
                .hasMessageContaining("more than one value");
    }

    /** The texts come from outside; what an operator did not think of must not hold up the launches of all tenants. */
    @Test
    void shouldNotWaitForExpressionsThatTakeTooLong() {
        TaskExpressions hasty = new TaskExpressions(context, Duration.ofMillis(50));
        TaskFile.Expression slow = expression("jq", ".request.endless");
        CountDownLatch end = new CountDownLatch(1);
        Map<String, Object> row = row(new Endless(end));

        assertThatThrownBy(() -> hasty.value(slow, row)).isInstanceOf(TimeoutException.class);

        // A thread that had not begun within its time does not hang.
        await().until(() -> catchThrowable(() -> hasty.value(slow, row)), ExpressionsHangException.class::isInstance);
        end.countDown();
    }

    /**
     * A value that is read for ever, whether or not its reader is interrupted, as a regular expression may be.
     *
     * @param end ends the reading
     */
    public record Endless(@JsonIgnore CountDownLatch end) {

        /** Read by Jackson for jq. */
        @JsonProperty
        public String endless() {
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    // It goes on.
                }
            }
            return "";
        }
    }
}
