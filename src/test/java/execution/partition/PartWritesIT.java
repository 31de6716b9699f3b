package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;

import execution.aws.ConsumedUnits;
import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.store.parts.PartsFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import local.LocalTables;
import local.Names;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.Claim;
import shared.part.ExchangeRequest.Report;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Counts what a part costs that takes no time: the writes from its dispatch to its end, with two workers. A worker
 * reports its last bundle and claims the next one with one request.
 */
class PartWritesIT {

    private static final int PARTS = 200;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final DynamoDbClient dynamoDb = DynamoDbClient.builder()
            .endpointOverride(LocalTables.get().endpoint())
            .region(Names.REGION)
            .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(Names.ACCESS_KEY, Names.SECRET_KEY)))
            .overrideConfiguration(override -> override.addExecutionInterceptor(new ConsumedUnits(metrics)))
            .build();
    private final PartsFixture fixture = PartsFixture.on(dynamoDb);

    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();

    /** DynamoDB counts two units for each KB of each item of a transaction. */
    private double units;

    private int dispatched;

    /**
     * @param bundle how many parts are in one bundle
     * @param most the most writes a part; an item of a transaction counts as one
     */
    @ParameterizedTest
    @CsvSource({"1,2", "5,0.6", "25,0.2"})
    void shouldCostNoMoreWritesAPartThanPromised(int bundle, double most) throws Exception {
        ExecutionKey key = fixture.job(PARTS).key();
        double writes = fixture.singleWrites();
        double written = units("write");
        double read = units("read");

        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            while (send(key, bundle)) {
                List<Future<Void>> both =
                        List.of(workers.submit(worker("worker-1", key)), workers.submit(worker("worker-2", key)));
                for (Future<Void> one : both) {
                    one.get();
                }
            }
        } finally {
            workers.shutdownNow();
        }

        double each = (fixture.singleWrites() - writes + dispatched) / PARTS;
        System.out.printf(
                "A part in a bundle of %d costs %.2f writes (%.2f single, %.2f in transactions),"
                        + " %.2f write units and %.2f read units%n",
                bundle,
                each,
                (fixture.singleWrites() - writes) / PARTS,
                (double) dispatched / PARTS,
                (units("write") - written + units) / PARTS,
                (units("read") - read) / PARTS);
        assertThat(fixture.store().blocks(key, 0, PARTS / PartBlock.SIZE))
                .allMatch(block -> block.counts().done() == block.size());
        assertThat(each).isLessThanOrEqualTo(most);
    }

    private double units(String kind) {
        return metrics.get("execution.store.units").tag("kind", kind).counter().count();
    }

    /** Sends up to sixteen bundles of each of four blocks. */
    private boolean send(ExecutionKey key, int bundle) {
        PartitionJob job = fixture.store().job(key).orElseThrow();
        List<PartBlock> changed = new ArrayList<>();
        for (PartBlock block : fixture.store().blocks(key, 0, PARTS / PartBlock.SIZE)) {
            PartBlock sent = block;
            while (!sent.waitingParts().isEmpty() && sent.bundles().size() < 16 && changed.size() < 4) {
                List<Integer> waiting = sent.waitingParts();
                messages.add(block.number() + "." + sent.nextSeq());
                sent = sent.sent(
                        waiting.subList(0, Math.min(bundle, waiting.size())),
                        Clock.systemUTC().instant());
            }
            if (sent != block) {
                changed.add(sent);
            }
        }
        if (changed.isEmpty()) {
            return false;
        }
        assertThat(fixture.store().dispatch(job, job, PartsFixture.lane(key), changed))
                .isTrue();
        dispatched += 1 + changed.size();
        // Each of these items has less than a KB.
        units += 2 * (1 + changed.size());
        return true;
    }

    private Callable<Void> worker(String name, ExecutionKey key) {
        Exchanges exchanges = new Exchanges(fixture, key, Clock.systemUTC(), Duration.ofSeconds(60), 3);
        return () -> {
            List<Report> last = List.of();
            while (true) {
                String bundle = messages.poll();
                List<Claim> claims = bundle == null ? List.of() : List.of(new Claim(bundle));
                ExchangeAnswer answer = exchanges.send(new ExchangeRequest(name, claims, last, null));
                assertThat(answer.reports()).allMatch(ExchangeAnswer.ReportAnswer::accepted);
                if (bundle == null) {
                    return null;
                }
                last = List.of(new Report(
                        bundle,
                        answer.claims().get(0).parts().stream()
                                .map(part -> Exchanges.done(part.part(), part.attempt(), part.part()))
                                .toList()));
            }
        };
    }
}
