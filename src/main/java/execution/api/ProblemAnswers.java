package execution.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;

/** Answers a failed request in the form of RFC 9457. What went wrong inside is logged and not told. */
@Component
public class ProblemAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

    private final ObjectMapper mapper;

    ProblemAnswers(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Handler
    public void answer(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                write(exchange, problem);
                return;
            }
            if (cause instanceof AccessDeniedException) {
                write(exchange, ProblemException.forbidden("the token does not allow this"));
                return;
            }
        }
        if (AwsFailures.isRefusedInput(failure)) {
            LOG.warn("A request held what cannot be stored and was not refused for it before", failure);
            write(exchange, ProblemException.invalid("body", "holds what cannot be stored"));
            return;
        }
        LOG.error("A request failed", failure);
        write(
                exchange,
                new ProblemException(
                        503,
                        "Service Unavailable",
                        "the request could not be carried out now; it may be repeated",
                        List.of()));
    }

    private void write(Exchange exchange, ProblemException problem) {
        ObjectNode body = mapper.createObjectNode();
        body.put("type", "about:blank");
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("detail", problem.getMessage());
        if (!problem.errors().isEmpty()) {
            ArrayNode errors = body.putArray("errors");
            problem.errors()
                    .forEach(error ->
                            errors.addObject().put("field", error.field()).put("problem", error.problem()));
        }
        Responses.problem(exchange, problem.status(), body);
        if (problem.retryAfter() > 0) {
            exchange.getMessage().setHeader("Retry-After", problem.retryAfter());
        }
    }
}
