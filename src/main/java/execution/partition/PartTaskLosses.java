package execution.partition;

import execution.model.ExecutionKey;
import execution.parts.Bundle;
import execution.runner.TaskState;
import execution.task.TaskStop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Decides what follows for tasks whose parts a turn has given back. A task that had claimed and is silent is stopped,
 * because it may run and cost money for as long as its program likes. Tasks that never claimed are counted.
 */
@Component
public class PartTaskLosses {

    /** The property of an exchange that has the {@link LostTasks} while the runner is asked for them. */
    private static final String LOST = "lostTasks";

    private static final Logger LOG = LoggerFactory.getLogger(PartTaskLosses.class);

    private final EndedPartTasks ended;
    private final VainTasks vain;
    private final PartLaunches launches;

    PartTaskLosses(EndedPartTasks ended, VainTasks vain, PartLaunches launches) {
        this.ended = ended;
        this.vain = vain;
        this.launches = launches;
    }

    /** Gives the tasks among the holders of bundles that were given back. */
    List<LostTasks> lost(JobFacts facts, List<Bundle> givenBack) {
        List<LostTasks> all = new ArrayList<>();
        Map<String, String> some = new LinkedHashMap<>();
        for (Bundle bundle : givenBack) {
            if (bundle.launch() > 0 && bundle.isClaimed()) {
                String launch = PartLaunch.id(facts.attemptId(), bundle.launch());
                LOG.warn("Task {} of launch {} of {} is silent", bundle.holder(), launch, facts.key());
                ended.isNew(launch, bundle.holder());
                some.put(bundle.holder(), launch);
            }
            if (some.size() == LostTasks.MOST) {
                all.add(new LostTasks(facts.key(), facts.attempt(), facts.plan().runner(), some));
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            all.add(new LostTasks(facts.key(), facts.attempt(), facts.plan().runner(), some));
        }
        return all;
    }

    /**
     * Counts the tasks that have claimed nothing for too long, and ends the job if they show that none ever will.
     *
     * @param active the blocks after the bundles were given back
     * @return whether the job sends no more parts
     */
    boolean isHopeless(ExecutionKey key, ActiveBlocks.Active active, List<Bundle> givenBack) {
        boolean isHopeless = false;
        for (Bundle bundle : givenBack) {
            if (bundle.launch() > 0 && !bundle.isClaimed() && !active.isAnyClaimed()) {
                isHopeless |= vain.isHopeless(key, bundle.sentAt(), VainTasks.MOST_SILENT);
            }
        }
        if (isHopeless) {
            launches.stop(key, vain.why(key));
        }
        return isHopeless;
    }

    /** Makes the message for the route {@code direct:describe-<runner>}: the names of the tasks. */
    public List<String> names(@Body LostTasks lost, Exchange exchange) {
        exchange.setProperty(LOST, lost);
        exchange.setProperty(PartLaunches.RUNNER, lost.runner());
        exchange.getMessage().removeHeaders("*");
        return List.copyOf(lost.launches().keySet());
    }

    /**
     * Gives the stops of those tasks that run and were started by the launch by whose mark they claimed. So nobody can
     * have the service stop a task of somebody else by claiming under that task's name.
     *
     * @param answer the {@link TaskState} of each task that the runner knows
     */
    public List<TaskStop> stops(@Body List<?> answer, @ExchangeProperty(LOST) LostTasks lost) {
        List<TaskStop> stops = new ArrayList<>();
        for (Object found : answer == null ? List.of() : answer) {
            if (found instanceof TaskState state
                    && !state.isStopped()
                    && state.attemptId().equals(lost.launches().get(LostTasks.name(state.reference())))) {
                stops.add(TaskStop.ofPart(lost.key(), lost.attempt(), lost.runner(), state.reference()));
            }
        }
        return stops;
    }

    /** Notes that the runner could not be asked. Its tasks end by themselves, or when their platform ends them. */
    public void failed(
            @ExchangeProperty(LOST) LostTasks lost, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        LOG.warn(
                "{} silent tasks of {} may run on, because the runner {} could not be asked: {}",
                lost.launches().size(),
                lost.key(),
                lost.runner(),
                failure.getMessage());
    }
}
