package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import execution.http.Problem;
import org.apache.camel.Exchange;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;

/** Makes answers. An answer has none of the headers of its request. */
final class Responses {

    private Responses() {}

    static void json(Exchange exchange, int status, JsonNode body) {
        answer(exchange, status, MediaType.APPLICATION_JSON_VALUE, body.toString());
    }

    static void text(Exchange exchange, String body) {
        answer(exchange, 200, "text/plain;charset=UTF-8", body);
    }

    static void problem(Exchange exchange, ErrorResponse problem) {
        answer(
                exchange,
                problem.getStatusCode().value(),
                MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                Problem.json(problem.getBody()));
        exchange.getMessage().getHeaders().putAll(problem.getHeaders().toSingleValueMap());
    }

    private static void answer(Exchange exchange, int status, String type, String body) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, type);
        exchange.getMessage().setBody(body);
    }
}
