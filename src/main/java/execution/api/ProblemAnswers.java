package execution.api;

import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;

/**
 * Answers a failed request in the form of RFC 9457. A failure of the service itself is logged, and its cause is not in
 * the answer.
 */
@Component
public class ProblemAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

    @Handler
    public void answer(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Responses.problem(exchange, problem(failure, exchange));
    }

    private static ProblemException problem(Exception failure, Exchange exchange) {
        ProblemException problem = ObjectHelper.getException(ProblemException.class, failure);
        if (problem != null) {
            return problem;
        }
        if (ObjectHelper.getException(AccessDeniedException.class, failure) != null) {
            return ProblemException.forbidden("the token does not allow this");
        }
        if (AwsFailures.isRefusedInput(failure)) {
            LOG.warn("A request held what cannot be stored and was not refused for it before", failure);
            return ProblemException.invalid("body", "holds what cannot be stored");
        }
        LOG.error("A request failed: {}", exchange.getProperty(Exchange.FAILURE_ROUTE_ID), failure);
        return ProblemException.unavailable("the request could not be carried out now; it may be repeated");
    }
}
