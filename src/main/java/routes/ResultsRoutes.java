package routes;

import execution.logging.LogContextPolicy;
import execution.operations.OperatorsRoute;
import execution.results.DocumentsMessages;
import execution.results.FetchedArchive;
import execution.results.ParsedResults;
import execution.results.ParserAnswers;
import execution.results.Parsers;
import execution.results.ReadingTime;
import execution.results.ResultsMessages;
import execution.results.ResultsNotPublishedException;
import execution.results.ResultsNotes;
import execution.results.ResultsNotifications;
import execution.results.ResultsOwner;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Leads from the notification of a bucket to {@code direct:publish-documents} and {@code direct:publish-results}.
 * Results are fetched, unpacked and parsed; documents are published as the parser posts them. In the end the results
 * are announced, and then noted on the row of their execution.
 */
@Component
class ResultsRoutes extends RouteBuilder {

    private final ReadingTime readingTime;

    ResultsRoutes(ReadingTime readingTime) {
        this.readingTime = readingTime;
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
                .to("direct:take-results")
                .bean(ResultsNotes.class, "published")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(ResultsNotes.class, "failed")
                .end();

        from("direct:take-results")
                .routeId("take-results")
                .errorHandler(noErrorHandler())
                .to("direct:read-results")
                .to("direct:announce-results");

        from("direct:read-results")
                .routeId("read-results")
                .errorHandler(noErrorHandler())
                .doTry()
                .bean(FetchedArchive.class, "fetch")
                .to("direct:read-archive")
                .doFinally()
                .bean(ReadingTime.class, "leave")
                .bean(FetchedArchive.class, "delete")
                .end();

        // What a parser posts to its context is published while the parser goes on in a thread of its own.
        from("direct:read-archive")
                .routeId("read-archive")
                .errorHandler(noErrorHandler())
                .policy(readingTime)
                .to("direct:parse-archive")
                .end()
                .split(body())
                .streaming()
                .stopOnException()
                .to("direct:offer-documents")
                .end()
                .bean(ReadingTime.class, "parsed");

        from("direct:parse-archive")
                .routeId("parse-archive")
                .errorHandler(noErrorHandler())
                .bean(FetchedArchive.class, "unpack")
                .choice()
                .when(method(Parsers.class, "isInJava"))
                .bean(Parsers.class, "parse")
                .when(method(Parsers.class, "isRoute"))
                .to("direct:call-parser")
                .otherwise()
                .setBody(constant(ParsedResults.NONE))
                .end();

        from("direct:call-parser")
                .routeId("call-parser")
                .errorHandler(noErrorHandler())
                .setProperty(Parsers.ROUTE, method(Parsers.class, "route"))
                .policy(new OperatorsRoute(ParserAnswers::failure))
                .toD("direct:${exchangeProperty." + Parsers.ROUTE + "}")
                .end()
                .bean(ParserAnswers.class);

        // The error handler of this route waits and repeats the call while the topic is away.
        from("direct:offer-documents")
                .routeId("offer-documents")
                .routeConfigurationId(FailureRoutes.RESULTS)
                .to("direct:offer-documents-once");

        from("direct:offer-documents-once")
                .routeId("offer-documents-once")
                .errorHandler(noErrorHandler())
                .policy(new OperatorsRoute((exchange, cause) -> new ResultsNotPublishedException(cause)))
                .bean(DocumentsMessages.class, "store")
                .bean(DocumentsMessages.class, "write")
                .to("direct:publish-documents")
                .end();

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
}
