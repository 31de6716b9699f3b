package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;

/** Shapes answers: nothing of the request's headers goes back. */
final class Responses {

    private Responses() {}

    static void json(Exchange exchange, int status, JsonNode body) {
        answer(exchange, status, "application/json", body);
    }

    static void problem(Exchange exchange, int status, JsonNode body) {
        answer(exchange, status, "application/problem+json", body);
    }

    private static void answer(Exchange exchange, int status, String type, JsonNode body) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, type);
        exchange.getMessage().setBody(body.toString());
    }
}
