package routes;

import execution.logging.LogContextPolicy;
import execution.operations.OperatorsRoute;
import execution.operations.OptionalStages;
import execution.results.FetchedArchive;
import execution.results.ParsedResults;
import execution.results.ParserAnswers;
import execution.results.ReadingTime;
import execution.results.ResultsMessages;
import execution.results.ResultsNotPublishedException;
import execution.results.ResultsNotes;
import execution.results.ResultsNotifications;
import execution.results.ResultsOwner;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Leads from the notification of a bucket to {@code direct:publish-results}. Results are fetched, unpacked, parsed,
 * published, and then noted on the row of their execution.
 */
@Component
class ResultsRoutes extends RouteBuilder {

    private static final String PARSER = "parse-";

    private final ReadingTime readingTime;
    private final OptionalStages stages;

    ResultsRoutes(ReadingTime readingTime, OptionalStages stages) {
        this.readingTime = readingTime;
        this.stages = stages;
    }

    @Override
    public void configure() {
        // In: the body is the notification of a bucket. The route returns when all results that the notification names
        // are published and noted on their rows.
        from("direct:results")
                .routeId("results")
                .errorHandler(noErrorHandler())
                .bean(ResultsNotifications.class)
                .split(body(), AggregationStrategies.groupedBody())
                .to("direct:results-of-attempt")
                .end()
                .bean(ResultsNotes.class, "written");

        from("direct:results-of-attempt")
                .routeId("results-of-attempt")
                .errorHandler(noErrorHandler())
                .routePolicy(new LogContextPolicy())
                .doTry()
                .bean(ResultsOwner.class)
                .filter(body().isNotNull())
                .to("direct:read-results")
                .to("direct:announce-results")
                .bean(ResultsNotes.class, "published")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(ResultsNotes.class, "failed")
                .end();

        from("direct:read-results")
                .routeId("read-results")
                .errorHandler(noErrorHandler())
                .doTry()
                .bean(FetchedArchive.class, "fetch")
                .to("direct:read-archive")
                .doFinally()
                .bean(FetchedArchive.class, "delete")
                .end();

        from("direct:read-archive")
                .routeId("read-archive")
                .errorHandler(noErrorHandler())
                .policy(readingTime)
                .bean(FetchedArchive.class, "unpack")
                .choice()
                .when(this::hasParser)
                .to("direct:call-parser")
                .otherwise()
                .setBody(constant(ParsedResults.NONE))
                .end()
                .end();

        from("direct:call-parser")
                .routeId("call-parser")
                .errorHandler(noErrorHandler())
                .policy(new OperatorsRoute(ParserAnswers::failure))
                .toD("direct:" + PARSER + "${exchangeProperty." + ResultsOwner.JOB + "}")
                .end()
                .bean(ParserAnswers.class);

        from("direct:announce-results")
                .routeId("announce-results")
                .errorHandler(noErrorHandler())
                .split(method(ResultsMessages.class, "parts"))
                .stopOnException()
                .to("direct:offer-results")
                .end();

        // The error handler of this route waits and repeats the call while the topic is away.
        from("direct:offer-results")
                .routeId("offer-results")
                .routeConfigurationId(FailureRoutes.RESULTS)
                .to("direct:offer-results-once");

        from("direct:offer-results-once")
                .routeId("offer-results-once")
                .errorHandler(noErrorHandler())
                .policy(new OperatorsRoute((exchange, cause) -> new ResultsNotPublishedException(cause)))
                .bean(ResultsMessages.class, "write")
                .to("direct:publish-results")
                .end();
    }

    /**
     * Tells whether the job has a parser. A parser that an operator has stopped counts, so that its results wait.
     * Results of a job without a parser are published at once.
     */
    private boolean hasParser(Exchange exchange) {
        return stages.isThere(PARSER + exchange.getProperty(ResultsOwner.JOB));
    }
}
