package execution.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.fleet.WorkerAddresses;
import execution.fleet.WorkerAnswer;
import execution.fleet.WorkerCalls;
import execution.fleet.WorkersProperties.Address;
import execution.runner.BudgetUsedUpException;
import execution.runner.TaskPlatform;
import execution.security.OperatorRole;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** Shows operators the workers, whose parts may be of any tenant. */
@Component
public class WorkerApi {

    private static final int AGAIN_SECONDS = 5;

    private final OperatorCalls operators;
    private final WorkerAddresses addresses;
    private final WorkerCalls calls;
    private final TaskPlatform platform;

    WorkerApi(OperatorCalls operators, WorkerAddresses addresses, WorkerCalls calls, TaskPlatform platform) {
        this.operators = operators;
        this.addresses = addresses;
        this.calls = calls;
        this.platform = platform;
    }

    /**
     * Answers with the configured workers, which are asked what they run, and behind these with the tasks of a cluster
     * that can be workers. The tasks are not asked, because some of them may be no workers and would read the token.
     */
    public void list(Exchange exchange, @Header("cluster") String cluster, @Header("next") String next) {
        operators.require(OperatorRole.VIEWER);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode workers = answer.putArray("workers");
        if (cluster == null && next == null) {
            List<Address> configured = addresses.configured();
            List<WorkerAnswer> answers = calls.ask(configured);
            for (int i = 0; i < configured.size(); i++) {
                workers.add(json(configured.get(i).toString(), answers.get(i)));
            }
        }
        String named = cluster == null ? platform.cluster() : cluster;
        TaskPlatform.Part<TaskPlatform.Entry> part = ask(() -> platform.tasks(named, next));
        part.entries().stream().filter(WorkerAddresses::canBeWorker).forEach(task -> workers.addObject()
                .put("address", task.address())
                .put("cluster", named)
                .put("task", task.id())
                .put("definition", task.definition()));
        answer.put("next", part.next());
        Responses.json(exchange, 200, answer);
    }

    /**
     * Answers with what a worker of the configuration says, or one that is a task of a cluster. No other address is
     * asked.
     */
    public void get(
            Exchange exchange,
            @Header("address") String address,
            @Header("cluster") String cluster,
            @Header("task") String task) {
        operators.require(OperatorRole.VIEWER);
        if ((address == null) == (task == null)) {
            throw ProblemException.invalid("task", "must be there unless address is");
        }
        Optional<Address> found = address == null
                ? ask(() -> addresses.ofTask(cluster == null ? platform.cluster() : cluster, task))
                : addresses.configured(address);
        Address worker = found.orElseThrow(() -> ProblemException.notFound("only a worker is asked that is configured,"
                + " or that is a task that runs and that no attempt started"));
        WorkerAnswer said = calls.ask(List.of(worker)).get(0);
        ObjectNode answer = json(worker.toString(), said);
        ArrayNode recent = answer.putArray("recent");
        said.recent().forEach(ended -> recent.addObject()
                .put("what", ended.what())
                .put("task", ended.task())
                .put("how", ended.how())
                .put("at", ended.at())
                .put("seconds", ended.seconds()));
        ObjectNode counters = answer.putObject("counters");
        said.counters().forEach(counter -> counters.put(counter.name().replace(' ', '_'), counter.number()));
        Responses.json(exchange, 200, answer);
    }

    private static ObjectNode json(String address, WorkerAnswer said) {
        ObjectNode worker = JsonNodeFactory.instance.objectNode().put("address", address);
        if (said.problem() != null) {
            return worker.put("problem", said.problem());
        }
        worker.put("id", said.id())
                .put("version", said.version())
                .put("started", said.started())
                .put("state", said.state())
                .put("capacity", said.capacity());
        ArrayNode running = worker.putArray("running");
        said.running().forEach(one -> running.addObject()
                .put("what", one.what())
                .put("task", one.task())
                .put("since", one.since()));
        return worker;
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("there is no such cluster or page");
        } catch (BudgetUsedUpException e) {
            throw ProblemException.unavailable("the budget of calls is used up for the moment", AGAIN_SECONDS);
        }
    }
}
