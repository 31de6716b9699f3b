package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.security.Caller;
import execution.store.Executions;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Checks the requests that are made with the token of an attempt: whose they are, and whether they are JSON. */
@Component
class AttemptRequests {

    private final Caller caller;
    private final Executions executions;
    private final ObjectMapper mapper;

    AttemptRequests(Caller caller, Executions executions, ObjectMapper mapper) {
        this.caller = caller;
        this.executions = executions;
        this.mapper = mapper;
    }

    /**
     * Gives the attempt of the token, which must be one of the execution in the path.
     *
     * @throws ProblemException with 403 if it is one of another execution
     */
    Caller.Attempt authorized(String jitEventId, String executionId) {
        Caller.Attempt attempt = caller.attempt();
        ExecutionKey execution = attempt.execution();
        if (!execution.jitEventId().equals(jitEventId)
                || !execution.executionId().equals(executionId)) {
            throw ProblemException.forbidden("the token is for another execution");
        }
        return attempt;
    }

    /**
     * Gives the execution of an attempt.
     *
     * @throws ProblemException with 404 if there is none, and with 409 if a later attempt has begun
     */
    Execution current(Caller.Attempt attempt) {
        Execution execution = executions
                .find(attempt.execution())
                .orElseThrow(() -> ProblemException.notFound("there is no such execution"));
        if (execution.attempt() != attempt.attempt()) {
            throw ProblemException.conflict("attempt " + attempt.attempt() + " is over");
        }
        return execution;
    }

    /**
     * Gives the execution of an attempt that has not ended.
     *
     * @throws ProblemException as for {@link #current}, and with 409 if the execution has ended
     */
    Execution underWay(Caller.Attempt attempt) {
        Execution execution = current(attempt);
        if (execution.status().isTerminal()) {
            throw ProblemException.conflict("the execution is over");
        }
        return execution;
    }

    /**
     * Reads a body.
     *
     * @param most the most bytes that it may have
     * @throws ProblemException with 400 if it is longer, or no JSON object
     */
    JsonNode body(Exchange exchange, int most) {
        try {
            JsonNode json = mapper.readTree(bytes(exchange, most));
            if (json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            // What is no JSON gets the same answer as JSON that is no object.
        }
        throw ProblemException.invalid("body", "must be a JSON object");
    }

    /**
     * Gives a body as it came.
     *
     * @param most the most bytes that it may have
     * @throws ProblemException with 400 if it is longer, or there is none
     */
    static byte[] bytes(Exchange exchange, int most) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        if (body == null || body.length > most) {
            throw ProblemException.invalid("body", "must be a JSON object of at most " + most + " bytes");
        }
        return body;
    }
}
