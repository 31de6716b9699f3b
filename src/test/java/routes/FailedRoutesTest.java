package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import execution.api.Assets;
import execution.api.ProblemAnswers;
import execution.api.Trigger;
import execution.launch.LaunchPreparation;
import execution.launch.TaskMapping;
import execution.logging.FailedRoutes;
import execution.model.Samples;
import execution.operations.OptionalStages;
import execution.results.ReadingTime;
import execution.results.ResultsBeans;
import execution.results.ResultsOwner;
import execution.store.Executions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A stage that fails says in its stack trace in which route it failed. */
class FailedRoutesTest extends CamelTestSupport {

    @TempDir
    private static Path directory;

    /** Its store is away. */
    private final Trigger trigger = mock(Trigger.class, call -> {
        if (call.getMethod().getName().equals("accept")) {
            throw new IllegalStateException("the table is away");
        }
        if (call.getMethod().getName().equals("read")) {
            call.<Exchange>getArgument(2).setProperty("isRequest", false);
        }
        return null;
    });

    private final LaunchPreparation preparation = mock(LaunchPreparation.class);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ResultsBeans results = new ResultsBeans(directory);
        results.bind(context.getRegistry(), mock(Executions.class), new OptionalStages(context));
        context.getRegistry().bind("trigger", trigger);
        context.getRegistry().bind("assets", mock(Assets.class));
        context.getRegistry().bind("preparation", preparation);
        context.getRegistry().bind("mapping", mock(TaskMapping.class));
        context.addRoutePolicyFactory(new FailedRoutes());
        return new RoutesBuilder[] {
            new FailureRoutes(results.properties()),
            new TriggerRoutes(),
            new PreparationRoutes(),
            new ResultsRoutes(context.getRegistry().lookupByNameAndType("readingTime", ReadingTime.class)),
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:operation")
                            .routeId("operation")
                            .routeConfigurationId(FailureRoutes.REQUESTS)
                            .to("direct:trigger");
                    from("direct:lookup-asset").routeId("lookup-asset").log("asked");
                    from("direct:enrich").routeId("enrich").process(FailedRoutesTest::fail);
                    from("direct:parse-scan").routeId("parse-scan").process(FailedRoutesTest::fail);
                }
            }
        };
    }

    private static void fail(Exchange exchange) {
        throw new IllegalStateException("out of order");
    }

    private Exception failure(String route, Object body) {
        return template.send("direct:" + route, exchange -> {
                    exchange.setProperty(ResultsOwner.JOB, "scan");
                    exchange.getMessage().setBody(body);
                })
                .getException();
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String note(String route) {
        return "Suppressed: execution.logging.FailedRoutes$InRoute: " + route + System.lineSeparator();
    }

    @Test
    void shouldNameTheRouteWhoseStoreFails() {
        Exception failure = failure("trigger", new byte[0]);

        assertThat(stackTrace(failure)).containsOnlyOnce(note("trigger"));
        assertThat(FailedRoutes.text(failure))
                .isEqualTo("java.lang.IllegalStateException: the table is away (route trigger)");
    }

    @Test
    void shouldNameTheOperatorsRouteThatPreparesALaunch() {
        doAnswer(call -> {
                    throw new IllegalStateException("not prepared", call.<Exception>getArgument(0));
                })
                .when(preparation)
                .failed(any(), any());

        Exception failure = failure("prepare-launch", Samples.running(1));

        assertThat(stackTrace(failure)).containsOnlyOnce(note("prepare-launch")).containsOnlyOnce(note("enrich"));
    }

    @Test
    void shouldNameTheParserThatFails() {
        assertThat(stackTrace(failure("call-parser", "results")))
                .containsOnlyOnce(note("call-parser"))
                .containsOnlyOnce(note("parse-scan"));
    }

    @Test
    void shouldNameTheRouteInTheLogOfARequest() {
        Logger logger = (Logger) LoggerFactory.getLogger(ProblemAnswers.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            failure("operation", new byte[0]);
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).isEqualTo("A request failed: operation");
            assertThat(ThrowableProxyUtil.asString(line.getThrowableProxy())).contains(note("trigger"));
        });
    }

    @Test
    void shouldSayNothingOfARouteThatIsNotKnown() {
        assertThat(FailedRoutes.text(new IllegalStateException("unknown")))
                .isEqualTo("java.lang.IllegalStateException: unknown");
    }
}
