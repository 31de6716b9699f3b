package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartCounts;
import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.LocalStorage;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class AggregatorsTest {

    private static final ExecutionKey KEY = new ExecutionKey("demo", "event", "id");
    private static final String PREFIX = "results/demo/event/id/1/";

    private static LocalStorage storage;
    private static S3Client s3;
    private static Aggregators aggregators;

    @BeforeAll
    static void start() throws Exception {
        storage = LocalStorage.start(0, null, notification -> {
            throw new AssertionError("nobody is to be told of an aggregate: " + notification);
        });
        s3 = S3Client.builder()
                .forcePathStyle(true)
                .endpointOverride(storage.endpoint())
                .region(Names.REGION)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(Names.ACCESS_KEY, Names.SECRET_KEY)))
                .build();
        ServiceProperties service = mock(ServiceProperties.class);
        when(service.buckets())
                .thenReturn(new ServiceProperties.Buckets(
                        Names.INPUT_BUCKET, Names.RESULTS_BUCKET, Names.DEAD_LETTERS_BUCKET));
        aggregators = new Aggregators(new AggregateObjects(s3, service));
    }

    @AfterAll
    static void stop() throws Exception {
        s3.close();
        storage.close();
    }

    private static AggregationCall call(String aggregator, long total, Supplier<Iterator<PartEnd>> ends) {
        PartitionPlan plan = new PartitionPlan("worker", 1, null, null, 1, 0, 0, false, 1, 1, aggregator, null);
        PartitionJob job = new PartitionJob(
                KEY,
                1,
                1,
                PartitionJob.Phase.AGGREGATING,
                total,
                1,
                0,
                null,
                1,
                PartCounts.NONE,
                1,
                PartCounts.NONE,
                1,
                0,
                0,
                0,
                0,
                null,
                false,
                null,
                null,
                Instant.EPOCH);
        return new AggregationCall(plan, job, ends);
    }

    private static PartEnd done(int part, String value) {
        return new PartEnd(part, 1, true, value, null, 0, 1);
    }

    private static PartEnd failed(int part) {
        return new PartEnd(part, 2, false, "\"of a failure\"", "exit code 1", 1, 1);
    }

    private static Aggregate aggregate(String aggregator, PartEnd... ends) {
        return aggregators.aggregate(
                call(aggregator, ends.length, () -> Arrays.asList(ends).iterator()));
    }

    private static String object(Aggregate aggregate) {
        return s3.getObjectAsBytes(get -> get.bucket(Names.RESULTS_BUCKET).key(aggregate.resultKey()))
                .asUtf8String();
    }

    @Test
    void shouldListTheValuesWithALineForEachPart() {
        Aggregate aggregate = aggregate("list", done(0, "{\"a\": 1}"), failed(1), done(2, null), done(3, "[\n1]"));

        assertThat(aggregate.resultKey()).isEqualTo(PREFIX + "parts.jsonl");
        assertThat(object(aggregate)).isEqualTo("{\"a\": 1}\nnull\nnull\n[ 1]\n");
        assertThat(aggregate.result()).isEqualTo("[{\"a\": 1},null,null,[ 1]]");
    }

    @Test
    void shouldKeepThePlaceOfPartsThatWereCancelled() {
        Aggregate aggregate = aggregators.aggregate(
                call("list", 5, () -> List.of(done(1, "1"), done(3, "3")).iterator()));

        assertThat(aggregate.result()).isEqualTo("[null,1,null,3,null]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 2.50 | 3.5",
                "0.1 | 0.2 | 0.3",
                "9007199254740993 | 1 | 9007199254740994",
                "{\"a\":1,\"b\":0.5} | {\"b\":0.25,\"c\":-3} | {\"a\":1,\"b\":0.75,\"c\":-3}",
                "7 | null | 7",
                "null | null | null",
            })
    void shouldAddUpNumbersAndFieldsOfNumbers(String first, String second, String sum) {
        Aggregate aggregate = aggregate("sum", done(0, first), failed(1), done(2, second), done(3, null));

        assertThat(aggregate.result()).isEqualTo(sum);
        assertThat(object(aggregate)).isEqualTo(sum);
        assertThat(aggregate.resultKey()).isEqualTo(PREFIX + "parts.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"1\" | neither a number nor an object",
                "[1] | neither a number nor an object",
                "{\"a\": 1} | of another kind",
                "1e999999999 | a number of more than 40 digits, or beyond",
                "1e-999999999 | a number of more than 40 digits, or beyond",
                "11111111111111111111111111111111111111111 | a number of more than 40 digits, or beyond",
                "{ | is not JSON",
            })
    void shouldNameThePartWhoseValueCannotBeAdded(String value, String problem) {
        assertThatThrownBy(() -> aggregate("sum", done(0, "1"), done(1, value)))
                .isInstanceOf(AggregationRefusedException.class)
                .hasMessageContaining("part 1")
                .hasMessageContaining(problem);
    }

    @Test
    void shouldNameTheFieldThatCannotBeAdded() {
        assertThatThrownBy(() -> aggregate("sum", done(0, "{\"a\": {\"b\": 1}}")))
                .isInstanceOf(AggregationRefusedException.class)
                .hasMessage("the value of part 0 cannot be added: no number in the field a");
    }

    @Test
    void shouldRefuseFieldsThatWouldFillTheMemory() {
        PartEnd[] ends = IntStream.range(0, 2_000)
                .mapToObj(i -> done(i, "{\"f" + i + "\": 1}"))
                .toArray(PartEnd[]::new);

        assertThatThrownBy(() -> aggregate("sum", ends)).hasMessageContaining("1000 fields");
    }

    @Test
    void shouldPutTextsBehindEachOther() {
        Aggregate aggregate = aggregate("concat", done(0, "\"a\\n\""), failed(1), done(2, null), done(3, "\"ü\""));

        assertThat(aggregate.resultKey()).isEqualTo(PREFIX + "parts.txt");
        assertThat(object(aggregate)).isEqualTo("a\nü");
        assertThat(aggregate.result()).isEqualTo("\"a\\nü\"");
        assertThatThrownBy(() -> aggregate("concat", done(0, "\"a\""), done(1, "7")))
                .hasMessage("the value of part 1 is no text");
    }

    @Test
    void shouldMakeNothingWhereNothingIsWanted() {
        assertThat(aggregate("none", done(0, "1"))).isEqualTo(Aggregate.NONE);
    }

    @Test
    void shouldGiveTheSameForPartsThatWereRepaired() {
        PartEnd good = done(1, "2");
        PartEnd repaired = new PartEnd(1, 7, true, "2", null, 0, 99);

        for (String aggregator : List.of("list", "sum")) {
            assertThat(aggregate(aggregator, done(0, "1"), repaired))
                    .isEqualTo(aggregate(aggregator, done(0, "1"), good));
        }
    }

    @Test
    void shouldLeaveOutOfAnswersWhatIsLarge() {
        Aggregate aggregate = aggregate("list", done(0, "\"" + "x".repeat(4_092) + "\""));
        assertThat(aggregate.result()).hasSize(4_096);

        assertThat(aggregate("list", done(0, "\"" + "x".repeat(4_093) + "\"")).result())
                .isNull();
        assertThat(aggregate("concat", done(0, "\"" + "\\n".repeat(4_000) + "\""))
                        .result())
                .as("as JSON it takes twice as much")
                .isNull();
    }

    /** The object is made of four parts of an upload. */
    @Test
    void shouldWriteWhileItReads() throws Exception {
        int parts = 2_000;
        String value = "\"" + "x".repeat(16_000) + "\"";
        Supplier<Iterator<PartEnd>> ends = () -> Stream.iterate(0, i -> i + 1)
                .limit(parts)
                .map(i -> done(i, value))
                .iterator();

        Aggregate aggregate = aggregators.aggregate(call("list", parts, ends));

        assertThat(aggregate.result()).isNull();
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(get -> get.bucket(Names.RESULTS_BUCKET).key(aggregate.resultKey()))) {
            assertThat(object.response().contentLength()).isEqualTo(parts * (value.length() + 1L));
            assertThat(object.transferTo(java.io.OutputStream.nullOutputStream()))
                    .isEqualTo(parts * (value.length() + 1L));
        }
    }

    @Test
    void shouldGiveUpAnUploadWhoseValuesCannotBeUsed() {
        String value = "\"" + "x".repeat(16_000) + "\"";
        Supplier<Iterator<PartEnd>> ends = () -> Stream.iterate(0, i -> i + 1)
                .limit(1_000)
                .map(i -> done(i, i == 999 ? "7" : value))
                .iterator();

        assertThatThrownBy(() -> aggregators.aggregate(call("concat", 1_000, ends)))
                .hasMessage("the value of part 999 is no text");
        assertThat(s3.listMultipartUploads(list -> list.bucket(Names.RESULTS_BUCKET))
                        .uploads())
                .isEmpty();
    }
}
