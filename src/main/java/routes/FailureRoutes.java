package routes;

import execution.api.ProblemAnswers;
import execution.api.ProblemException;
import execution.messaging.DeadLetters;
import execution.model.UnusableMessageException;
import execution.results.ResultsProperties;
import execution.results.ResultsRetries;
import execution.task.TaskStates;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what happens when a stage fails. A request is answered with a problem. A message that can never be worked on
 * goes to the dead letter queue with the reason. After any other failure the message stays on its queue and is
 * delivered again. Results that the topic does not take are held for a while before.
 */
@Component
class FailureRoutes extends RouteConfigurationBuilder {

    static final String REQUESTS = "requests";
    static final String MESSAGES = "messages";
    static final String RESULTS = "results";

    private final ResultsProperties results;

    FailureRoutes(ResultsProperties results) {
        this.results = results;
    }

    @Override
    public void configuration() {
        routeConfiguration(REQUESTS).onException(Exception.class).handled(true).bean(ProblemAnswers.class);

        routeConfiguration(MESSAGES)
                // The message is delivered again. The failure is not logged as an error, because the service is right.
                .onException(TaskStates.UnknownAttemptException.class)
                .logStackTrace(false)
                .logExhaustedMessageHistory(false)
                .retriesExhaustedLogLevel(LoggingLevel.WARN)
                .end()
                .onException(UnusableMessageException.class, ProblemException.class)
                .handled(true)
                .log("Message refused: ${exception.message}")
                .setHeader("reason", simple("${exception.message}"))
                .bean(DeadLetters.class)
                .end()
                .onException(SdkException.class)
                .onWhen(method(AwsFailures.class, "isRefusedInput(${exception})"))
                .handled(true)
                .log("Message refused: AWS ${exception.message}")
                .setHeader("reason", simple("it cannot be stored: ${exception.message}"))
                .bean(DeadLetters.class);

        routeConfiguration(RESULTS)
                .errorHandler(defaultErrorHandler()
                        .retryWhile(method(ResultsRetries.class))
                        .redeliveryDelay(results.retry().toMillis())
                        .useExponentialBackOff()
                        .maximumRedeliveryDelay(30_000)
                        .useCollisionAvoidance()
                        .allowRedeliveryWhileStopping(false)
                        .logExhausted(false));
    }
}
