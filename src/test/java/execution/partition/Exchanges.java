package execution.partition;

import execution.model.ExecutionKey;
import execution.partition.PartExchange.Exchanged;
import execution.security.LaunchMarks;
import execution.security.LaunchMarksFixture;
import execution.store.parts.PartsFixture;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.ReportAnswer;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.End;
import shared.part.ExchangeRequest.Report;
import shared.part.FleetJson;

/** What workers say to one instance. */
final class Exchanges {

    static final LaunchMarks MARKS = LaunchMarksFixture.marks();

    private final PartExchange exchange;
    private final ExecutionKey job;

    Exchanges(PartsFixture fixture, ExecutionKey job, Clock clock, Duration lease, int mostLosses) {
        this.job = job;
        PartitionProperties settings = new PartitionProperties(
                lease,
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                mostLosses,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10));
        this.exchange = new PartExchange(
                new RunningJobs(fixture.rows().executions(false, execution -> {}), fixture.store(), clock),
                fixture.store(),
                new LaunchClaims(fixture.store(), MARKS, null, new PartCandidates(fixture.store()), settings),
                new BlocksAtOnce(),
                settings,
                clock);
    }

    Exchanged send(int attempt, ExchangeRequest request) {
        return exchange.exchange(job, attempt, request).orElseThrow();
    }

    ExchangeAnswer send(ExchangeRequest request) {
        return send(1, request).answer();
    }

    ClaimAnswer claim(String worker, String bundle) {
        return send(new ExchangeRequest(worker, List.of(new ExchangeRequest.Claim(bundle)), null, null))
                .claims()
                .get(0);
    }

    ReportAnswer report(String worker, String bundle, End... ends) {
        return send(report(worker, new Report(bundle, Arrays.asList(ends))))
                .reports()
                .get(0);
    }

    static ExchangeRequest report(String worker, Report... reports) {
        return new ExchangeRequest(worker, null, Arrays.asList(reports), null);
    }

    boolean beat(String worker, String bundle) {
        return send(new ExchangeRequest(worker, null, null, List.of(bundle)))
                .beats()
                .get(0)
                .keep();
    }

    static End done(int part, int attempt, Object value) {
        return new End(part, attempt, End.DONE, FleetJson.treeOf(value), null, 0, 0.001);
    }

    static End failed(int part, int attempt) {
        return new End(part, attempt, End.FAILED, null, "no luck", 1, 0.001);
    }
}
