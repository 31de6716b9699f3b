package execution.runner.ecs;

import execution.model.Launch;
import execution.runner.LaunchRequest;
import execution.runner.TasksRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** One operation on tasks. */
class EcsTaskEndpoint extends DefaultEndpoint {

    enum Operation {
        RUN,
        LAUNCH_PARTS,
        FIND,
        STOP,
        DESCRIBE;

        static Operation of(String name) {
            return Arrays.stream(values())
                    .filter(operation -> operation.word().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "ecs-task:" + name + ": the operation must be run, launch-parts, find, stop or describe"));
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Operation operation;

    EcsTaskEndpoint(String uri, EcsTaskComponent component, Operation operation) {
        super(uri, component);
        this.operation = operation;
    }

    @Override
    public Producer createProducer() {
        EcsTasks tasks = CamelContextHelper.findSingleByType(getCamelContext(), EcsTasks.class);
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                exchange.getMessage().setBody(call(tasks, exchange));
            }
        };
    }

    private Object call(EcsTasks tasks, Exchange exchange) throws Exception {
        return switch (operation) {
            case RUN -> tasks.run(exchange.getMessage().getMandatoryBody(LaunchRequest.class));
            case LAUNCH_PARTS -> tasks.runAll(exchange.getMessage().getMandatoryBody(TasksRequest.class));
            case FIND ->
                tasks.find(
                                exchange.getMessage().getMandatoryBody(String.class),
                                exchange.getMessage().getHeader("launch", Launch.class))
                        .orElse(null);
            case DESCRIBE -> tasks.describe(references(exchange.getMessage().getMandatoryBody(List.class)));
            case STOP -> {
                String task = exchange.getMessage().getMandatoryBody(String.class);
                tasks.stop(task, exchange.getMessage().getHeader("reason", "stopped", String.class));
                yield task;
            }
        };
    }

    private static List<String> references(List<?> body) {
        return body.stream().map(String::valueOf).toList();
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "ecs-task: has no consumer; task states come from the task-state queue");
    }
}
