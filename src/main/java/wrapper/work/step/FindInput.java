package wrapper.work.step;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.part.PartsMessage;
import wrapper.call.CallFailedException;
import wrapper.work.exchange.ExchangeClient;
import wrapper.work.exchange.InputAddresses;
import wrapper.work.exchange.InputAddresses.Input;

/**
 * Tells the parts of a job with an input where they can read ranges of it. The service is asked before the bundle is
 * claimed, because a lease would run meanwhile.
 */
public final class FindInput implements WorkStep {
    private static final Logger LOG = LoggerFactory.getLogger(FindInput.class);
    private static final String NAMED = "EXECUTION_INPUT";
    private static final String URL = "PART_INPUT_URL";
    private static final String SIZE = "PART_INPUT_SIZE";

    private final InputAddresses inputs;
    private final BooleanSupplier stopping;

    /** @param stopping tells whether the worker stops */
    public FindInput(InputAddresses inputs, BooleanSupplier stopping) {
        this.inputs = inputs;
        this.stopping = stopping;
    }

    @Override
    public void perform(Work work) {
        PartsMessage message = (PartsMessage) work.message();
        Map<String, String> environment = variables(work, message.environment(), message);
        if (environment != null && environment != message.environment()) {
            work.read(message.with(environment), work.address());
        }
    }

    /**
     * Gives the variables of parts, with those that say where the input is.
     *
     * @param environment the variables without them
     * @param what names the work in the log
     * @return the same variables if there is no input; null if nothing more is done about the work now
     */
    Map<String, String> variables(Work work, Map<String, String> environment, Object what) {
        if (!environment.containsKey(NAMED)) {
            return environment;
        }
        Optional<Input> input = Patience.ask(work, stopping, time -> {
            try {
                return Optional.of(inputs.of(work.address(), time, stopping));
            } catch (CallFailedException e) {
                if (ExchangeClient.mayWorkLater(e)) {
                    throw e;
                }
                // The claim tells whether the job is over. If it is not, its parts say that they miss their input.
                LOG.warn("{} has no input: {}", what, e.getMessage());
                return Optional.empty();
            }
        });
        if (input == null) {
            work.postpone();
            return null;
        }
        if (input.isEmpty()) {
            return environment;
        }
        Map<String, String> variables = new TreeMap<>(environment);
        variables.put(URL, input.get().url());
        variables.put(SIZE, Long.toString(input.get().size()));
        return variables;
    }
}
