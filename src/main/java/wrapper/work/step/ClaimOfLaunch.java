package wrapper.work.step;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeRequest.Claim;
import wrapper.work.catalogue.WorkerTask;
import wrapper.work.exchange.ExchangeClient;

/**
 * Asks the service for a part of the launch that has started this task. Each of the tasks of a launch gets another
 * part, and a task for which no part is left gets none.
 */
public final class ClaimOfLaunch implements WorkStep {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimOfLaunch.class);

    private final LaunchedTask task;
    private final FindInput inputs;
    private final ExchangeClient client;
    private final BooleanSupplier stopping;

    /** @param stopping tells whether the task stops */
    public ClaimOfLaunch(LaunchedTask task, FindInput inputs, ExchangeClient client, BooleanSupplier stopping) {
        this.task = task;
        this.inputs = inputs;
        this.client = client;
        this.stopping = stopping;
    }

    private record Asked(ExchangeAnswer answer, long at) {}

    @Override
    public void perform(Work work) {
        work.read(null, task.address());
        Map<String, String> environment = inputs.variables(work, task.environment(), task);
        if (environment == null) {
            return;
        }
        Asked asked = Patience.ask(work, stopping, time -> {
            long at = System.nanoTime();
            Claim claim = Claim.ofLaunch(task.settings().launch());
            return new Asked(
                    client.sendAlone(task.address(), List.of(claim), List.of(), List.of(), time, stopping), at);
        });
        if (asked == null) {
            LOG.warn("{} is not claimed: {}", task, work.settlement());
            return;
        }
        ClaimAnswer claim = asked.answer().claims().stream().findFirst().orElse(null);
        if (claim == null || !claim.granted()) {
            LOG.info("there is nothing to do: {}", claim == null ? "no answer to the claim" : claim.reason());
            work.settle(new Work.Delete());
            return;
        }
        work.read(task.message(claim, environment), task.address());
        work.found(new WorkerTask(task.task(), WorkerTask.Mode.PROCESS, task.command(), null));
        work.claimed(ClaimBundle.held(claim.bundle(), claim, asked.at()));
    }
}
