package execution.partition;

import execution.messaging.FleetQueue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.model.Timestamps;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRefusedForNowException;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.WorkIndex;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * The runner {@code partitions}: the task of an execution is its job of parts. The reference of a task is its attempt's
 * id. There is nothing that runs: the items of the table are the task, and turns are what moves it.
 */
@Component
public class PartitionTasks {

    private static final Pattern REFERENCE = Pattern.compile("[0-9a-f]{32}-[1-9][0-9]{0,2}");

    private final Executions executions;
    private final WorkIndex index;
    private final PartitionStore store;
    private final PartInputs inputs;
    private final FleetQueue queue;
    private final PartitionWakeUps wakeUps;
    private final PartitionEnds ends;
    private final Clock clock;

    PartitionTasks(
            Executions executions,
            WorkIndex index,
            PartitionStore store,
            PartInputs inputs,
            FleetQueue queue,
            PartitionWakeUps wakeUps,
            PartitionEnds ends,
            Clock clock) {
        this.executions = executions;
        this.index = index;
        this.store = store;
        this.inputs = inputs;
        this.queue = queue;
        this.wakeUps = wakeUps;
        this.ends = ends;
        this.clock = clock;
    }

    /**
     * Begins the job of an attempt, or finds the job that an earlier call began.
     *
     * @return the task's reference
     * @throws LaunchRefusedException if there can be no such job
     * @throws LaunchRefusedForNowException if the fleet has no queue
     * @throws LaunchThrottledException if S3 was asked too often
     */
    public String run(@Body LaunchRequest request) {
        Execution row = row(request.attemptId())
                .orElseThrow(() -> new IllegalStateException("no row is known yet of " + request.attemptId()));
        PartitionJob known = store.job(row.key()).orElse(null);
        if (known == null) {
            known = create(first(row, admit(row)));
        }
        if (known.attempt() != row.attempt()) {
            throw new LaunchRefusedException("a partitioned job has one attempt; repair it instead");
        }
        wakeUps.take(row.key());
        return request.attemptId();
    }

    /** Writes the first version of a job, which is the moment from which there is a task. */
    PartitionJob create(PartitionJob first) {
        return store.create(first);
    }

    /**
     * Makes sure that there can be a job.
     *
     * @return which version of the input object it reads; null if it is not kept
     */
    private String admit(Execution row) {
        PartitionPlan plan = row.job().partitions();
        if (plan == null) {
            throw new LaunchRefusedException("the job has no partitions");
        }
        try {
            if (!plan.hasTasks()) {
                queue.find();
            }
            return plan.object() == null ? null : versionOf(plan, row.key());
        } catch (InputRefusedException e) {
            throw new LaunchRefusedException(e.getMessage());
        } catch (QueueDoesNotExistException e) {
            throw new LaunchRefusedForNowException("the fleet of workers has no queue at present");
        } catch (SdkServiceException e) {
            if (e.isThrottlingException()) {
                throw new LaunchThrottledException("the input was asked for too often");
            }
            throw e;
        }
    }

    /** The parts of a repair are those of the repaired job, so they are read from the same version. */
    private String versionOf(PartitionPlan plan, ExecutionKey key) {
        String now = inputs.tag(plan);
        return Optional.ofNullable(plan.repairOf())
                .flatMap(repaired -> store.job(new ExecutionKey(key.tenantId(), key.jitEventId(), repaired)))
                .map(PartitionJob::inputTag)
                .orElse(now);
    }

    private PartitionJob first(Execution row, String inputTag) {
        PartitionPlan plan = row.job().partitions();
        return new PartitionJob(
                row.key(),
                0,
                row.attempt(),
                Phase.SPLITTING,
                0,
                0,
                0,
                inputTag,
                0,
                PartCounts.NONE,
                0,
                PartCounts.NONE,
                plan.maxInFlight(),
                plan.toleratedFailures(),
                plan.toleratedPercent(),
                0,
                0,
                null,
                false,
                null,
                null,
                Timestamps.now(clock));
    }

    /** Gives the reference of the attempt's task; null if no job was begun for the attempt. */
    public String find(@Body String attemptId) {
        return row(attemptId)
                .flatMap(row -> store.job(row.key()).filter(job -> job.attempt() == row.attempt()))
                .map(job -> attemptId)
                .orElse(null);
    }

    /**
     * Has a job send no more parts. It is over when no worker has a part of it any more. A job that is over, or not
     * known, has stopped already.
     */
    public void stop(@Body String reference) {
        row(reference).ifPresent(row -> {
            if (store.job(row.key()).isPresent()) {
                store.change(row.key(), job -> stopping(job, row.attempt()));
                wakeUps.take(row.key());
            }
        });
    }

    private PartitionJob stopping(PartitionJob job, int attempt) {
        if (job.attempt() != attempt || job.phase().compareTo(Phase.STOPPING) >= 0) {
            return job;
        }
        JobDraft draft = new JobDraft(job);
        draft.phase = Phase.STOPPING;
        draft.outcome = "the job was stopped before all of its parts had ended";
        return draft.job(clock);
    }

    /**
     * Gives the states of the tasks that are known. The sweep asks for those that were silent; this instance takes them
     * into hand, because the instance that had them may be gone.
     */
    public List<TaskState> describe(@Body List<?> references) {
        return references.stream()
                .map(String::valueOf)
                .map(this::row)
                .flatMap(Optional::stream)
                .map(this::state)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<TaskState> state(Execution row) {
        return store.job(row.key())
                .filter(job -> job.attempt() == row.attempt())
                .map(job -> {
                    if (!wakeUps.isInHand(row.key())) {
                        wakeUps.take(row.key());
                    }
                    return ends.state(row, job);
                });
    }

    private Optional<Execution> row(String attemptId) {
        return Optional.of(attemptId)
                .filter(id -> REFERENCE.matcher(id).matches())
                .flatMap(index::byAttempt)
                .flatMap(executions::find)
                .filter(row -> PartitionPlan.RUNNER.equals(row.job().jobRunner()))
                .filter(row -> attemptId.equals(row.attemptId()));
    }
}
