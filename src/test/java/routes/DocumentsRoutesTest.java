package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.catalogue.TaskText;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.Samples;
import execution.model.UnusableMessageException;
import execution.operations.OptionalStages;
import execution.results.ReadingTime;
import execution.results.ResultsBeans;
import execution.results.ResultsNotPublishedException;
import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.results.parser.ResultsParser;
import execution.store.Executions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import schemas.PublishedSchema;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** What becomes of documents between a parser that posts them to its context and the topics. */
class DocumentsRoutesTest extends CamelTestSupport {

    private static final String FILE = "scan.txt";
    private static final long LONGEST_WAIT_SECONDS = 180;

    @TempDir
    private static Path directory;

    private final Execution running = Samples.running(1);
    private final String job = running.job().jobName();
    private final String key = new ResultsKey(running.key(), 1, FILE + ".tar.gz").text();
    private final Executions executions = mock(Executions.class);
    private final List<JsonNode> published = Collections.synchronizedList(new ArrayList<>());
    private final List<JsonNode> announced = Collections.synchronizedList(new ArrayList<>());
    private final List<Map<String, Object>> headers = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger tries = new AtomicInteger();
    private final ObjectMapper json = new ObjectMapper();
    private ResultsBeans beans;
    private volatile Execution row = running;
    private volatile ResultsParser parser;
    private volatile RuntimeException failure;
    private volatile int failures;
    private volatile Consumer<JsonNode> whenPublished = message -> {};

    @Override
    public boolean isUseAdviceWith() {
        return true;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        beans = new ResultsBeans(Files.createTempDirectory(directory, "test"));
        beans.pack(FILE, "one line");
        beans.tasks(
                TaskText.task(
                        job,
                        """
                title: Scan
                container: {task_definition: scan}
                parser: {bean: scanParser}
                results: {kafka_topic: scans}
                """));
        beans.parser("scanParser", (ResultsParser) (file, context) -> parser.parse(file, context));
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
                    from("direct:publish-documents").process(DocumentsRoutesTest.this::take);
                    from("direct:publish-results")
                            .process(exchange -> announced.add(
                                    json.readTree(exchange.getMessage().getBody(String.class))));
                }
            }
        };
    }

    private void take(Exchange exchange) throws Exception {
        if (tries.incrementAndGet() <= failures) {
            exchange.getMessage().setBody("spoiled");
            throw failure;
        }
        headers.add(new TreeMap<>(exchange.getMessage().getHeaders()));
        JsonNode message = json.readTree(exchange.getMessage().getBody(String.class));
        PublishedSchema.RESULTS_CONTEXT_MESSAGE.assertKept(message);
        published.add(message);
        whenPublished.accept(message);
    }

    private Exception read(ResultsParser with) {
        parser = with;
        context.start();
        return send();
    }

    private Exception send() {
        return template.send("direct:results", sent -> sent.getMessage().setBody(ResultsBeans.notification(key)))
                .getException();
    }

    private static void post(ResultsContext context, String host, Object value) {
        context.pushContext(Map.of("host", host));
        context.postResults("data", Map.of("value", value), false);
        context.popContext();
    }

    private static void twoHosts(ResultsFile file, ResultsContext context) throws Exception {
        try (var in = file.open()) {
            post(context, "a", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            context.publish();
        }
        post(context, "b", file.name() + " " + file.metadata().get("scan_end_time"));
        context.findings();
    }

    @Test
    void shouldPublishWhatTheParserPostsAndThenAnnounceTheResults() {
        assertThat(read(DocumentsRoutesTest::twoHosts)).isNull();

        assertThat(published).hasSize(2);
        assertThat(published.get(0).at("/__docs/data/0/Data/value").asText()).isEqualTo("one line");
        assertThat(published.get(1).at("/__docs/data/0/Data/value").asText())
                .isEqualTo("scan.txt 2026-01-01T00:01:00Z");
        assertThat(headers.get(0))
                .containsEntry("execution_id", running.key().executionId())
                .containsEntry("tenant_id", running.key().tenantId())
                .containsEntry("task", job)
                .containsEntry("kafka_topic", "scans")
                .containsEntry("sns_topic_arn", "")
                .containsEntry(
                        "ParentKey",
                        published.get(0).at("/__docs/data/0/Data/__ParentKey").asText())
                .containsKey("TemporalKey")
                .hasSize(7);
        assertThat(announced).hasSize(1);
        assertThat(announced.get(0).get("has_findings").asBoolean()).isTrue();
        assertThat(announced.get(0).get("documents")).isEmpty();
        assertThat(row.results().key()).isEqualTo(key);
        assertThat(row.results().hasFindings()).isTrue();
    }

    @Test
    void shouldPublishTheSameKeysWhenResultsAreReadTwice() {
        assertThat(read(DocumentsRoutesTest::twoHosts)).isNull();
        row = running;
        assertThat(send()).isNull();

        assertThat(published).hasSize(4);
        assertThat(published.subList(2, 4)).isEqualTo(published.subList(0, 2));
        assertThat(headers.subList(2, 4)).isEqualTo(headers.subList(0, 2));
    }

    @Test
    void shouldPublishWhileTheParserGoesOn() {
        CountDownLatch seen = new CountDownLatch(1);
        whenPublished = message -> seen.countDown();
        AtomicBoolean overlapped = new AtomicBoolean();

        assertThat(read((file, context) -> {
                    // Camel looks for the message after one before it sends that one.
                    post(context, "a", 1);
                    context.publish();
                    post(context, "b", 2);
                    context.publish();
                    overlapped.set(seen.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS));
                }))
                .isNull();

        assertThat(overlapped).isTrue();
    }

    @Test
    void shouldLetTheParserWaitForTheTopic() {
        AtomicInteger posted = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        whenPublished = message -> most.accumulateAndGet(posted.get() - published.size(), Math::max);

        assertThat(read((file, context) -> {
                    for (int number = 0; number < 500; number++) {
                        post(context, "host-" + number, number);
                        context.publish();
                        posted.incrementAndGet();
                    }
                }))
                .isNull();

        assertThat(published).hasSize(500);
        assertThat(published.get(499).at("/__docs/data/0/Data/value").asInt()).isEqualTo(499);
        assertThat(most.get()).isLessThanOrEqualTo(6);
    }

    @Test
    void shouldTryAgainWhileTheTopicIsAway() {
        failure = new RuntimeException(new TimeoutException("no broker"));
        failures = 8;

        assertThat(read(DocumentsRoutesTest::twoHosts)).isNull();

        assertThat(published).hasSize(2);
        assertThat(tries).hasValue(10);
    }

    @Test
    void shouldEndTheParserAndComeAgainWhenAMessageIsNotTaken() throws Exception {
        failure = new IllegalStateException("a header is missing");
        failures = Integer.MAX_VALUE;
        CountDownLatch ended = new CountDownLatch(1);

        Exception thrown = read((file, context) -> {
            try {
                for (int number = 0; ; number++) {
                    post(context, "host-" + number, number);
                    context.publish();
                }
            } finally {
                ended.countDown();
            }
        });

        assertThat(thrown)
                .isInstanceOf(ResultsNotPublishedException.class)
                .hasMessage("the results could not be published: a header is missing");
        assertThat(ended.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(tries).hasValue(5);
        assertThat(row.results().key()).isNull();
        assertThat(row.results().error()).isEqualTo("they could not be published; they are tried again");
        assertThat(announced).isEmpty();
        assertThat(beans.files()).isZero();
    }

    @Test
    void shouldSayWhyAFileCanNeverBeReadAndKeepWhatWasPublished() throws Exception {
        assertThat(read((file, context) -> {
                    post(context, "a", 1);
                    context.publish();
                    throw new UnusableMessageException("it is cut off");
                }))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("it is cut off");

        assertThat(published).hasSize(1);
        assertThat(announced).isEmpty();
        assertThat(row.results().error()).isEqualTo("it is cut off");
        assertThat(beans.files()).isZero();
    }

    @Test
    void shouldReadResultsAgainWhoseParserFailed() {
        assertThat(read((file, context) -> {
                    throw new IllegalStateException("a bug");
                }))
                .hasMessage("the parser of " + job + " failed")
                .hasRootCauseMessage("a bug");

        assertThat(row.results().error()).isEqualTo("their parser failed; they are tried again");
    }

    @Test
    void shouldSurviveAParserThatPostsAMillionDocumentsAndPublishesNone() {
        AtomicInteger messages = new AtomicInteger();
        whenPublished = message -> {
            messages.addAndGet(message.at("/__docs/data").size());
            published.clear();
            headers.clear();
        };

        assertThat(read((file, context) -> {
                    context.pushContext(Map.of("host", "a"));
                    for (int number = 0; number < 100_000; number++) {
                        context.pushContext(Map.of("number", number));
                        context.postResults("data", Map.of(), false);
                        context.popContext();
                    }
                }))
                .isNull();

        assertThat(messages).hasValue(100_000);
    }

    @Test
    void shouldStoreADocumentThatFitsIntoNoMessageBeforeTheMessage() {
        String text = "x".repeat(20_000);
        List<PutObjectRequest> stored = new ArrayList<>();
        when(beans.s3().putObject(any(Consumer.class), any(RequestBody.class))).then(call -> {
            assertThat(published).isEmpty();
            PutObjectRequest.Builder put = PutObjectRequest.builder();
            call.<Consumer<PutObjectRequest.Builder>>getArgument(0).accept(put);
            stored.add(put.build());
            assertThat(call.<RequestBody>getArgument(1)
                            .contentStreamProvider()
                            .newStream()
                            .readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .contains(text);
            return null;
        });

        assertThat(read((file, context) -> post(context, "a", text))).isNull();

        assertThat(stored).hasSize(1);
        assertThat(stored.get(0).bucket()).isEqualTo("executions-results");
        assertThat(stored.get(0).key()).startsWith("documents/demo/").contains("/1/scan.txt/");
        assertThat(published.get(0).at("/__docs/data/0/Data/__Document").asText())
                .isEqualTo("s3://executions-results/" + stored.get(0).key());
    }

    @Test
    void shouldPublishNoReferenceToADocumentThatWasNotStored() {
        doThrow(SdkClientException.create("S3 is away"))
                .when(beans.s3())
                .putObject(any(Consumer.class), any(RequestBody.class));

        assertThat(read((file, context) -> post(context, "a", "x".repeat(20_000))))
                .isInstanceOf(ResultsNotPublishedException.class);

        assertThat(published).isEmpty();
        verify(beans.s3(), times(5)).putObject(any(Consumer.class), any(RequestBody.class));
    }
}
