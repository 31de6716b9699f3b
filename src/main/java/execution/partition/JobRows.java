package execution.partition;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Launch;
import execution.model.PartitionPlan;
import execution.model.ResultsKey;
import execution.parts.PartitionJob;
import execution.security.CallbackTokens;
import execution.security.SecurityProperties;
import execution.store.Executions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Reads the rows of partitioned jobs. What never changes of a job is remembered, and the row is read again from time to
 * time to find out whether the job is still wanted.
 */
@Component
class JobRows {

    private static final Duration GOOD_FOR = Duration.ofSeconds(30);

    /** How many jobs are remembered. An environment takes 64 KB at most, and usually one or two. */
    private static final int MOST = 200;

    private final Executions executions;
    private final CallbackTokens tokens;
    private final SecurityProperties security;
    private final Clock clock;
    private final Map<ExecutionKey, JobFacts> known = BoundedMap.forgettingLeastUsed(MOST);

    JobRows(Executions executions, CallbackTokens tokens, SecurityProperties security, Clock clock) {
        this.executions = executions;
        this.tokens = tokens;
        this.security = security;
        this.clock = clock;
    }

    /** Reads the row of a job. */
    Optional<Execution> row(ExecutionKey key) {
        return executions.find(key);
    }

    /**
     * Gives what is needed in a turn of a job.
     *
     * @return empty if the execution is gone
     */
    Optional<JobFacts> facts(PartitionJob job) {
        JobFacts remembered = remembered(job.key());
        Instant now = clock.instant();
        if (remembered != null
                && remembered.attempt() == job.attempt()
                && now.isBefore(remembered.readAt().plus(GOOD_FOR))) {
            return Optional.of(remembered);
        }
        Optional<JobFacts> read = executions.find(job.key()).map(row -> facts(row, job.attempt(), now));
        synchronized (known) {
            read.ifPresentOrElse(facts -> known.put(job.key(), facts), () -> known.remove(job.key()));
        }
        return read;
    }

    private JobFacts remembered(ExecutionKey key) {
        synchronized (known) {
            return known.get(key);
        }
    }

    private JobFacts facts(Execution row, int attempt, Instant now) {
        PartitionPlan plan = row.job().partitions();
        Launch launch = executions.launch(row).orElse(null);
        boolean isWanted = launch != null && !row.status().isTerminal() && row.attempt() == attempt;
        Map<String, String> environment = new TreeMap<>(launch == null ? Map.of() : launch.environment());
        environment.put("EXECUTION_ATTEMPT", Integer.toString(row.attempt()));
        environment.put("RESULTS_PREFIX", ResultsKey.prefix(row.key(), row.attempt()));
        return new JobFacts(
                row.key(),
                attempt,
                row.attemptId(),
                plan,
                row.job().jobName(),
                environment,
                launch == null ? null : launch.command(),
                launch,
                security.callback().baseUrl() + "/executions/" + row.key().jitEventId() + "/"
                        + row.key().executionId(),
                tokens.tokenFor(row),
                isWanted,
                now);
    }
}
