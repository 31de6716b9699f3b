package execution.partition;

import execution.model.EndReason;
import execution.model.ExecutionKey;
import execution.parts.Bundle;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.runner.LaunchAnswer;
import execution.runner.LaunchAnswers;
import execution.runner.LaunchBudget;
import execution.runner.LaunchMeters;
import execution.runner.LaunchRequest;
import execution.runner.TasksRequest;
import execution.security.LaunchMarks;
import execution.security.LaunchMarks.Marked;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;
import shared.failure.Backoff;

/**
 * Launches the tasks that run parts. A launch is in the table before it is called: its bundles name it. So whoever
 * takes a turn can call the same launch again, and the platform knows it by its id. Which task runs which part is
 * decided when the tasks claim. So a launch that is called in vain, twice or late starts no part twice.
 */
@Component
public class PartLaunches {

    /** The property of an exchange that has the {@link PartLaunch} while it is called. */
    public static final String LAUNCH = "partLaunch";

    /** The property of an exchange that has the runner of the parts. */
    public static final String RUNNER = "partRunner";

    private static final Logger LOG = LoggerFactory.getLogger(PartLaunches.class);

    /** How many parts a turn launches at most: as many as Fargate takes at once. */
    private static final int MOST_OF_A_TURN = 100;

    /**
     * After how long a launch is called again that this instance has not called itself. Until then the instance that
     * wrote it may be calling, and its tasks may be starting.
     */
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);

    private static final Backoff REPEATS = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    /** After a refusal the parts of a job are not launched for so long, and longer after each refusal that follows. */
    private static final Backoff REFUSALS = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));

    private static final int MOST_JOBS = 1_000;
    private static final int MOST_LAUNCHES = 20_000;

    private final PartitionStore store;
    private final LaunchMarks marks;
    private final LaunchAnswers answers;
    private final LaunchMeters meters;
    private final List<LaunchBudget> budgets;
    private final PartitionProperties properties;
    private final Clock clock;
    private final Map<String, Call> calls = BoundedMap.forgettingOldest(MOST_LAUNCHES);
    private final Map<ExecutionKey, Pause> pauses = BoundedMap.forgettingOldest(MOST_JOBS);

    PartLaunches(
            PartitionStore store,
            LaunchMarks marks,
            LaunchAnswers answers,
            LaunchMeters meters,
            ObjectProvider<LaunchBudget> budgets,
            PartitionProperties properties,
            Clock clock) {
        this.store = store;
        this.marks = marks;
        this.answers = answers;
        this.meters = meters;
        this.budgets = budgets.stream().toList();
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * What this instance knows of a launch.
     *
     * @param failures how many calls in a row had no clear answer
     * @param again when it is called again; {@link Instant#MAX} while it is being called, or was answered
     */
    private record Call(int failures, Instant again) {}

    private record Pause(int refusals, Instant until) {}

    /**
     * Gives how many parts of a job may be launched now: none after a refusal, or while few launches of the budget are
     * left. Otherwise a job would take each single launch that comes back, with a call for each.
     *
     * @param wanted how many parts could be launched
     */
    int room(JobFacts facts, long wanted) {
        Pause pause;
        synchronized (pauses) {
            pause = pauses.get(facts.key());
        }
        if (pause != null && clock.instant().isBefore(pause.until())) {
            return 0;
        }
        int most = (int) Math.min(wanted, MOST_OF_A_TURN);
        for (LaunchBudget budget : budgets) {
            if (budget.runner().equals(facts.plan().runner())) {
                most = Math.min(most, whole(budget.now(), most));
            }
        }
        return most;
    }

    /** Gives how many launches are left, without those that make no whole call. */
    private static int whole(LaunchBudget.State budget, int wanted) {
        int call = Math.min(TasksRequest.MOST, budget.most());
        return wanted <= budget.left() ? wanted : budget.left() - budget.left() % call;
    }

    /** Takes note of a launch that this instance is going to call. */
    PartLaunch begun(PartLaunch launch) {
        synchronized (calls) {
            calls.put(launch.id(), new Call(0, Instant.MAX));
        }
        return launch;
    }

    /**
     * Gives the launches that have to be called again: those whose call had no clear answer, and those that nobody may
     * have called, because the instance that wrote them has gone. A launch of which a task has claimed a part was
     * called. A launch that is too old is not called any more: its parts are given back soon.
     */
    List<PartLaunch> due(PartitionJob job, JobFacts facts, List<PartBlock> blocks) {
        Map<Integer, PartLaunch> found = new TreeMap<>();
        Set<Integer> arrived = new HashSet<>();
        Instant now = clock.instant();
        for (PartBlock block : blocks) {
            for (Bundle bundle : block.bundles()) {
                if (bundle.launch() > 0 && bundle.isClaimed()) {
                    arrived.add(bundle.launch());
                } else if (bundle.launch() > 0 && isDue(facts, bundle, now)) {
                    found.merge(
                            bundle.launch(),
                            new PartLaunch(facts, job.total(), bundle.launch(), block.number(), 1),
                            (one, more) -> new PartLaunch(
                                    facts, one.total(), one.number(), one.block(), one.count() + more.count()));
                }
            }
        }
        found.keySet().removeAll(arrived);
        List<PartLaunch> due = new ArrayList<>(found.values());
        due.removeIf(launch -> launch.count() > TasksRequest.MOST);
        due.forEach(this::begun);
        return due;
    }

    private boolean isDue(JobFacts facts, Bundle bundle, Instant now) {
        if (!now.isBefore(bundle.sentAt().plus(properties.taskUnclaimedFor().dividedBy(2)))) {
            return false;
        }
        Call call;
        synchronized (calls) {
            call = calls.get(PartLaunch.id(facts.attemptId(), bundle.launch()));
        }
        return call == null ? !now.isBefore(bundle.sentAt().plus(FORGOTTEN)) : !now.isBefore(call.again());
    }

    /** Asks for the tasks of a launch. The same launch always gives the same request. */
    public TasksRequest request(@Body PartLaunch launch, Exchange exchange) {
        exchange.setProperty(LAUNCH, launch);
        exchange.setProperty(RUNNER, launch.facts().plan().runner());
        exchange.getMessage().removeHeaders("*");
        return request(launch);
    }

    TasksRequest request(PartLaunch launch) {
        JobFacts facts = launch.facts();
        Map<String, String> environment = new TreeMap<>(facts.environment());
        environment.put("EXECUTION_CALLBACK_TOKEN", facts.token());
        environment.put(
                "EXECUTION_PARTS_LAUNCH", marks.mark(facts.attemptId(), new Marked(launch.number(), launch.block())));
        environment.put("EXECUTION_PARTS", Long.toString(launch.total()));
        environment.put("EXECUTION_PART_TIMEOUT", Long.toString(facts.plan().timeoutSeconds()));
        return new TasksRequest(
                new LaunchRequest(facts.launch(), facts.attemptId(), environment), launch.id(), launch.count());
    }

    /**
     * Takes the runner's answer. Parts for which there is no task wait again.
     *
     * @param references the runner's names of the tasks
     * @return the job if it may send parts; else null
     */
    public ExecutionKey launched(@Body List<?> references, @ExchangeProperty(LAUNCH) PartLaunch launch) {
        meters.answered(launch.facts().plan().runner(), new LaunchAnswer.Launched(launch.id()));
        int missing = launch.count() - references.size();
        if (missing > 0) {
            LOG.warn("The launch {} has {} tasks only, and not {}", launch.id(), references.size(), launch.count());
            pause(launch.key());
            withdraw(launch, missing);
            return launch.key();
        }
        synchronized (pauses) {
            pauses.remove(launch.key());
        }
        return null;
    }

    /**
     * Takes a failure of the runner. After a definite no the parts wait again. After any other failure the same launch
     * is called again.
     *
     * @return the job if something has changed; else null
     */
    public ExecutionKey failed(
            @ExchangeProperty(LAUNCH) PartLaunch launch,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        LaunchAnswer answer = answers.failed(failure);
        meters.answered(launch.facts().plan().runner(), answer);
        int before = failures(launch);
        if (answer instanceof LaunchAnswer.Unclear unclear || before > 0) {
            // An earlier call may have been taken, of which a refusal says nothing.
            LOG.warn("The launch {} has no clear answer and is called again: {}", launch.id(), failure.getMessage());
            synchronized (calls) {
                calls.put(launch.id(), new Call(before + 1, clock.instant().plus(REPEATS.after(before + 1))));
            }
            return null;
        }
        if (answer instanceof LaunchAnswer.Refused refused && !refused.passing()) {
            stop(launch.key(), refused.why());
        } else {
            pause(launch.key());
        }
        withdraw(launch, launch.count());
        return launch.key();
    }

    private int failures(PartLaunch launch) {
        synchronized (calls) {
            Call call = calls.get(launch.id());
            return call == null ? 0 : call.failures();
        }
    }

    private void pause(ExecutionKey key) {
        synchronized (pauses) {
            Pause last = pauses.get(key);
            int refusals = last == null ? 1 : last.refusals() + 1;
            pauses.put(key, new Pause(refusals, clock.instant().plus(REFUSALS.after(refusals))));
        }
    }

    /**
     * Takes note that a task of a launch ended before it claimed a part. One part of the launch waits again, and the
     * job launches none for a while.
     *
     * @param block a block with a part of the launch that no task has claimed
     */
    void endedInVain(ExecutionKey key, int number, int block) {
        pause(key);
        withdraw(key, number, block, 1);
    }

    private void withdraw(PartLaunch launch, int most) {
        int left = most;
        List<PartBlock> blocks = store.blocks(launch.key(), launch.block(), launch.block() + PartLaunch.BLOCKS);
        for (PartBlock block : blocks) {
            if (left > 0 && block.free(launch.number()).isPresent()) {
                left -= withdraw(launch.key(), launch.number(), block.number(), left);
            }
        }
    }

    private int withdraw(ExecutionKey key, int number, int block, int most) {
        AtomicInteger withdrawn = new AtomicInteger();
        store.changeBlock(key, block, before -> {
            PartBlock after = before.withdrawn(number, most);
            withdrawn.set(before.bundles().size() - after.bundles().size());
            return after;
        });
        return withdrawn.get();
    }

    /** No part of the job can be launched, so the job is over as soon as the parts are that run. */
    void stop(ExecutionKey key, EndReason why) {
        store.change(key, job -> {
            if (job.phase().compareTo(PartitionJob.Phase.STOPPING) >= 0) {
                return job;
            }
            JobDraft draft = new JobDraft(job);
            draft.phase = PartitionJob.Phase.STOPPING;
            draft.outcome = why.text();
            return draft.job(clock);
        });
    }
}
