package wrapper.work.step;

import java.util.List;
import java.util.Map;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.PartsMessage;
import wrapper.work.config.PartTaskSettings;
import wrapper.work.exchange.ServiceAddress;

/**
 * What a task knows that is to run one part, before it has claimed the part.
 *
 * @param task the name of the task
 * @param executionId whose part it is
 * @param attempt the attempt of the execution
 * @param environment the variables of the part's process, without the callback token
 * @param command the words of the command
 * @param address where the service is told
 * @param settings the launch, and what holds for all of its parts
 */
public record LaunchedTask(
        String task,
        String executionId,
        int attempt,
        Map<String, String> environment,
        List<String> command,
        ServiceAddress address,
        PartTaskSettings settings) {

    public LaunchedTask {
        environment = Map.copyOf(environment);
        command = List.copyOf(command);
    }

    /** Gives what a message would have said of the parts that were claimed. */
    PartsMessage message(ClaimAnswer claim, Map<String, String> variables) {
        return new PartsMessage(
                task,
                null,
                null,
                executionId,
                attempt,
                claim.bundle(),
                claim.parts().stream()
                        .map(part -> new PartsMessage.Part(part.part(), part.arguments()))
                        .toList(),
                settings.parts(),
                variables,
                command,
                settings.timeout().toSeconds(),
                address.callbacks().toString(),
                address.token());
    }

    /** Names the task without its secrets. */
    @Override
    public String toString() {
        return "a part of execution " + executionId;
    }
}
