package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.Samples;
import execution.model.UnusableMessageException;
import execution.operations.OptionalStages;
import execution.results.ParsedResults;
import execution.results.ReadingTime;
import execution.results.ResultsBeans;
import execution.results.ResultsNotPublishedException;
import execution.store.Executions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** What becomes of results between their notification and the topic, whatever the operators' routes there do. */
class ResultsRoutesTest extends CamelTestSupport {

    private static final String FILE = "scan.txt";

    @TempDir
    private static Path directory;

    private final Execution running = Samples.running(1);
    private final String key = new ResultsKey(running.key(), 1, FILE + ".tar.gz").text();
    private final Executions executions = mock(Executions.class);
    private final List<JsonNode> published = Collections.synchronizedList(new ArrayList<>());
    private final List<Map<String, Object>> headers = Collections.synchronizedList(new ArrayList<>());
    private final List<String> marks = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger tries = new AtomicInteger();
    private final ObjectMapper json = new ObjectMapper();
    private ResultsBeans beans;
    private volatile Execution row = running;
    private volatile RuntimeException failure;
    private volatile int failures;

    @Override
    public boolean isUseAdviceWith() {
        // Each test adds its parser before Camel starts.
        return true;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        beans = new ResultsBeans(Files.createTempDirectory(directory, "test"));
        beans.pack(FILE, "one line");
        beans.bind(context.getRegistry(), executions, new OptionalStages(context));
        when(executions.find(running.key())).then(call -> Optional.of(row));
        when(executions.updateAlong(any(), any(), any())).then(call -> {
            row = call.<UnaryOperator<Execution>>getArgument(2).apply(row);
            return CompletableFuture.completedFuture(null);
        });
        when(executions.update(any(Execution.class), any())).then(call -> {
            row = call.<UnaryOperator<Execution>>getArgument(1).apply(row);
            return row;
        });
        return new RoutesBuilder[] {
            new FailureRoutes(beans.properties()),
            new ResultsRoutes(context.getRegistry().lookupByNameAndType("readingTime", ReadingTime.class)),
            new RouteBuilder() {
                @Override
                public void configure() {
                    // An operator's route, which has Camel's own error handler.
                    from("direct:publish-results").process(ResultsRoutesTest.this::take);
                }
            }
        };
    }

    private void take(Exchange exchange) throws Exception {
        headers.add(new TreeMap<>(exchange.getMessage().getHeaders()));
        if (tries.incrementAndGet() <= failures) {
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setBody("spoiled");
            throw failure;
        }
        published.add(json.readTree(exchange.getMessage().getBody(String.class)));
    }

    private void start() throws Exception {
        context.start();
    }

    private void startWithParser(Processor parser) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:parse-" + running.job().jobName()).process(parser);
            }
        });
        context.start();
    }

    /** What the queue's route gets. */
    private Exception send(String... keys) {
        Exchange exchange =
                template.send("direct:results", sent -> sent.getMessage().setBody(ResultsBeans.notification(keys)));
        return exchange.getException();
    }

    private static void give(Exchange exchange, ParsedResults parsed) {
        exchange.getMessage().setBody(parsed);
    }

    @Test
    void shouldPublishWhatTheParserFoundAndNoteIt() throws Exception {
        List<String> parsed = new ArrayList<>();
        startWithParser(exchange -> {
            headers.add(new TreeMap<>(exchange.getMessage().getHeaders()));
            parsed.add(
                    Files.readString(exchange.getMessage().getBody(File.class).toPath()));
            marks.add(MDC.get("execution_id") + " " + MDC.get("attempt"));
            exchange.getMessage().setHeader("execution_id", "another");
            exchange.getMessage().setHeader("of-the-parser", true);
            give(exchange, new ParsedResults(true, Map.of("lines", List.of(Map.of("number", 1)))));
        });

        assertThat(send(key)).isNull();

        assertThat(parsed).containsExactly("one line");
        assertThat(marks).containsExactly(running.key().executionId() + " 1");
        assertThat(headers)
                .containsExactly(
                        Map.of(
                                "execution_id", running.key().executionId(),
                                "tenant_id", running.key().tenantId(),
                                "job_name", running.job().jobName()),
                        Map.of(
                                "execution_id", running.key().executionId(),
                                "tenant_id", running.key().tenantId(),
                                "task", running.job().jobName()));
        assertThat(published).hasSize(1);
        assertThat(published.get(0).at("/documents/lines/0/number").asInt()).isEqualTo(1);
        assertThat(published.get(0).get("scan_start_time").asText())
                .isEqualTo(ResultsBeans.METADATA.get("scan_start_time"));
        assertThat(row.results().key()).isEqualTo(key);
        assertThat(row.results().hasFindings()).isTrue();
        assertThat(beans.files()).isZero();
    }

    @Test
    void shouldAnnounceResultsWithoutDocumentsWhereThereIsNoParser() throws Exception {
        start();

        assertThat(send(key)).isNull();

        assertThat(published).hasSize(1);
        assertThat(published.get(0).get("documents")).isEmpty();
        assertThat(row.results().hasFindings()).isFalse();
        assertThat(beans.files()).isZero();
    }

    @Test
    void shouldTakeTheAnswerOfAParserThatStopsItsRoute() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:parse-" + running.job().jobName())
                        .setBody(constant(new ParsedResults(true, Map.of())))
                        .stop();
            }
        });
        start();

        assertThat(send(key)).isNull();

        assertThat(published).hasSize(1);
        assertThat(row.results().hasFindings()).isTrue();
    }

    @Test
    void shouldDoNothingForResultsThatAreNotedOrOfAnAttemptThatIsOver() throws Exception {
        start();
        row = running.withResults(key, false);

        assertThat(send(key)).isNull();
        assertThat(send(new ResultsKey(running.key(), 2, FILE + ".tar.gz").text()))
                .isNull();

        assertThat(published).isEmpty();
    }

    @Test
    void shouldReadEachObjectThatANotificationTellsOf() throws Exception {
        start();
        String missing = "results/tenant/event/missing/1/scan.txt.tar.gz";

        assertThat(send(missing, key))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("results of no execution: " + missing);

        assertThat(published).hasSize(1);
        assertThat(row.results().key()).isEqualTo(key);
    }

    @Test
    void shouldRefuseWhatIsNoNotification() throws Exception {
        start();

        assertThat(send("no/key/of/results"))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("not the key of results: no/key/of/results");
        assertThat(template.send("direct:results", sent -> sent.getMessage().setBody("{}"))
                        .getException())
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("not a bucket notification: no Records");
        assertThat(template.send("direct:results", sent -> sent.getMessage().setBody("{\"Event\": \"s3:TestEvent\"}"))
                        .getException())
                .isNull();
    }

    @Test
    void shouldSayOnTheRowWhyResultsCanNeverBeRead() throws Exception {
        startWithParser(exchange -> {
            throw new CamelExecutionException("in a route", exchange, new UnusableMessageException("line 1 is odd"));
        });

        assertThat(send(key)).isInstanceOf(UnusableMessageException.class).hasMessage("line 1 is odd");

        assertThat(row.results().error()).isEqualTo("line 1 is odd");
        assertThat(published).isEmpty();
        assertThat(beans.files()).isZero();
    }

    @Test
    void shouldReadResultsAgainWhoseParserFailedOrGaveSomethingElse() throws Exception {
        startWithParser(exchange -> {
            if (tries.getAndIncrement() == 0) {
                throw new NumberFormatException("on line 1");
            }
        });
        String parser = "direct:parse-" + running.job().jobName();

        assertThat(send(key)).hasMessage(parser + " failed").hasRootCauseMessage("on line 1");
        assertThat(row.results().error()).isEqualTo("their parser failed; they are tried again");
        assertThat(send(key)).as("the file itself is no answer").hasMessage(parser + " gave no ParsedResults");
        assertThat(published).isEmpty();
    }

    @Test
    void shouldNotReadResultsAgainForWhichTheParserNeedsTooMuchStack() throws Exception {
        startWithParser(exchange -> {
            throw new StackOverflowError();
        });

        assertThat(send(key))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageStartingWith("the parser needs more stack than there is: direct:parse-");
    }

    @Test
    void shouldHoldThePartThatTheTopicDoesNotTakeAndPublishTheOthersAfterIt() throws Exception {
        failure = new TimeoutException("no broker");
        failures = 8;
        List<Map<String, Object>> documents = IntStream.range(0, 30)
                .<Map<String, Object>>mapToObj(number -> Map.of("number", number, "text", "x".repeat(1_000)))
                .toList();
        startWithParser(exchange -> give(exchange, new ParsedResults(true, Map.of("lines", documents))));

        assertThat(send(key)).isNull();

        assertThat(published).hasSizeGreaterThan(1);
        assertThat(tries).hasValue(failures + published.size());
        assertThat(headers).as("of each try").allMatch(of -> of.keySet()
                .equals(Set.of("execution_id", "tenant_id", "task")));
        assertThat(published).extracting(message -> message.get("part").asInt()).isSorted();
        assertThat(published)
                .flatExtracting(message -> message.at("/documents/lines").findValues("number"))
                .hasSize(documents.size());
    }

    @Test
    void shouldGiveResultsBackWhenTheFailureMayBeTheirOwn() throws Exception {
        failure = new IllegalStateException("a header is missing");
        failures = Integer.MAX_VALUE;
        start();

        assertThat(send(key))
                .isInstanceOf(ResultsNotPublishedException.class)
                .hasMessage("the results could not be published: a header is missing");

        assertThat(tries).hasValue(5);
        assertThat(row.results().error()).isEqualTo("they could not be published; they are tried again");
        assertThat(row.results().key()).isNull();
    }

    @Test
    void shouldRefuseResultsThatTheTopicNeverTakes() throws Exception {
        failure = new RuntimeException(new RecordTooLargeException("1 MB"));
        failures = Integer.MAX_VALUE;
        start();

        assertThat(send(key))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageStartingWith("the topic never takes the results: ");

        assertThat(tries).hasValue(1);
        assertThat(row.results().error()).startsWith("the topic never takes the results: ");
    }

    @Test
    void shouldLeaveTheRowAloneWhenTheTableIsAway() throws Exception {
        start();
        RuntimeException away = new IllegalStateException("the table is away");
        doThrow(away).when(executions).find(any());

        assertThat(send(key)).isSameAs(away);

        assertThat(row).isSameAs(running);
    }

    @Test
    void shouldEndOnceTheNoteIsOnTheRow() throws Exception {
        start();
        CompletableFuture<Void> written = new CompletableFuture<>();
        doReturn(written).when(executions).updateAlong(any(), any(), any());

        CompletableFuture<Exchange> sent = template.asyncSend(
                "direct:results", exchange -> exchange.getMessage().setBody(ResultsBeans.notification(key)));
        await().until(() -> published.size() == 1);
        assertThat(sent).isNotDone();
        written.complete(null);

        assertThat(sent.get().getException()).isNull();
    }
}
