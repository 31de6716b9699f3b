package execution.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.model.Execution;
import execution.model.Launch;
import execution.model.PartitionPlan;
import execution.runner.LaunchRefusedException;
import execution.runner.Runners;
import execution.security.SecurityProperties;
import execution.store.ExecutionItems;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ValidationException;
import org.apache.camel.util.ObjectHelper;
import org.springframework.stereotype.Component;
import shared.trace.TraceParent;

/**
 * Works out what a task is launched with, from the answers of the route {@code direct:enrich}, of the task's file
 * ({@link TaskMapping}) and of the route {@code direct:environment-<job_name>}.
 *
 * <p>Both routes get the execution as a map (the attributes of its row) and answer in headers: {@code env.<NAME>} sets
 * a variable, {@code template.<NAME>} does so with a text whose placeholders are replaced ({@link LaunchTemplates}),
 * {@code launch.task-definition}, {@code launch.container}, {@code launch.cpu}, {@code launch.memory} and {@code
 * launch.command} (a list) override what the task's name implies, and {@code refuse} with a reason ends the execution.
 */
@Component
public class LaunchPreparation {

    /** The property of an exchange that has the job's name, which is the name of its environment's route as well. */
    public static final String JOB = "executionJob";

    /** The property of an exchange that has the attributes of the execution by name. */
    static final String ROW = "executionRow";

    private static final String EXECUTION = "preparedExecution";
    private static final String ROUTE = "preparingRoute";
    private static final String ENV = "env.";

    /** The setting of a runner that passes by reference what its platform does not take; its image has to read it. */
    private static final String BY_REFERENCE = "by-reference";

    /** The most bytes of a launch: far more than any platform takes, and far less than an item of the table holds. */
    private static final long MOST_BYTES = 65_536;

    private final ExecutionItems items;
    private final ObjectMapper mapper;
    private final ServiceProperties service;
    private final Runners runners;
    private final SecurityProperties security;
    private final LaunchTemplates templates;

    LaunchPreparation(
            ExecutionItems items,
            ObjectMapper mapper,
            ServiceProperties service,
            Runners runners,
            SecurityProperties security,
            LaunchTemplates templates) {
        this.items = items;
        this.mapper = mapper;
        this.service = service;
        this.runners = runners;
        this.security = security;
        this.templates = templates;
    }

    /**
     * Describes the execution to the routes: the body is the execution as a map, and {@code job_name} is the only
     * header.
     */
    public void describe(@Body Execution execution, Exchange exchange) {
        Map<String, Object> row = mapper.convertValue(items.toJson(execution), new TypeReference<>() {});
        exchange.setProperty(EXECUTION, execution);
        exchange.setProperty(JOB, execution.job().jobName());
        exchange.setProperty(ROW, row);
        exchange.setProperty(ROUTE, "enrich");
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("job_name", execution.job().jobName());
        exchange.getMessage().setBody(row);
    }

    /**
     * Lets the next route begin with the same body.
     *
     * @throws LaunchRefusedException if the route before refused the execution
     */
    public void check(Exchange exchange) {
        Object refusal = exchange.getMessage().getHeader("refuse");
        if (refusal != null) {
            throw new LaunchRefusedException(refusal.toString(), false);
        }
        exchange.getMessage().setBody(exchange.getProperty(ROW));
        exchange.setProperty(ROUTE, "environment-" + exchange.getProperty(JOB));
    }

    /**
     * Makes the launch of what the routes answered.
     *
     * @throws LaunchRefusedException if a value that a route gave cannot be used
     */
    public Launch launch(Exchange exchange) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        @SuppressWarnings("unchecked")
        Map<String, Object> row = exchange.getProperty(ROW, Map.class);
        return launch(exchange.getProperty(EXECUTION, Execution.class), headers, templates.variables(headers, row));
    }

    /**
     * Says what a failure means for the execution.
     *
     * @param route the name of the route that failed
     * @throws LaunchRefusedException if a route refused the execution or a value that it gave cannot be used
     * @throws PreparationFailedException if a route failed for another reason; it is tried again
     */
    public void failed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, @ExchangeProperty(ROUTE) String route) {
        LaunchRefusedException refused = ObjectHelper.getException(LaunchRefusedException.class, failure);
        if (refused != null) {
            throw refused;
        }
        if (failure instanceof PreparationFailedException failed) {
            throw failed;
        }
        if (ObjectHelper.getException(ValidationException.class, failure) != null) {
            throw new LaunchRefusedException("refused by route " + route + ": invalid value", false);
        }
        throw new PreparationFailedException(route, failure);
    }

    private Launch launch(Execution execution, Map<String, Object> headers, Map<String, String> resolved) {
        String task = execution.job().jobName();
        Map<String, String> environment = new TreeMap<>();
        environment.put("SCAN_REQUEST_ID", execution.key().executionId());
        environment.put("RESULTS_BUCKET", service.buckets().results());
        environment.put("EXECUTION_ID", execution.key().executionId());
        environment.put("EXECUTION_TASK", task);
        environment.put(
                "EXECUTION_CALLBACK_URL",
                security.callback().baseUrl() + "/executions/" + execution.key().jitEventId() + "/"
                        + execution.key().executionId());
        if (execution.job().input() != null) {
            environment.put("EXECUTION_INPUT", execution.job().input());
        }
        if (execution.job().traceparent() != null) {
            environment.put(TraceParent.VARIABLE, execution.job().traceparent());
        }
        headers.forEach((name, value) -> {
            if (name.startsWith(ENV) && value != null) {
                environment.put(variable(name.substring(ENV.length())), value.toString());
            }
        });
        resolved.forEach((name, value) -> environment.put(variable(name), value));
        return bounded(new Launch(
                text(headers, "launch.task-definition", task),
                text(headers, "launch.container", task),
                text(headers, "launch.cpu", null),
                text(headers, "launch.memory", null),
                command(headers.get("launch.command")),
                environment,
                settings(execution, headers.get("launch.by-reference"))));
    }

    private Map<String, String> settings(Execution execution, Object byReference) {
        PartitionPlan plan = execution.job().partitions();
        // The tasks of a partitioned job are those of its parts.
        String runner = plan != null && plan.hasTasks()
                ? plan.runner()
                : execution.job().jobRunner();
        Map<String, String> settings = new TreeMap<>(runners.of(runner).forLaunch(execution));
        if (byReference != null) {
            settings.computeIfPresent(BY_REFERENCE, (name, standard) -> byReference.toString());
        }
        return settings;
    }

    /**
     * Refuses a launch that is too large, because a launch that the table cannot hold would be tried again for ever.
     */
    private Launch bounded(Launch launch) {
        long bytes;
        try {
            bytes = mapper.writeValueAsBytes(launch).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        if (bytes > MOST_BYTES) {
            throw new LaunchRefusedException(
                    "what the task is launched with takes " + bytes + " bytes, must take at most " + MOST_BYTES, false);
        }
        return launch;
    }

    private static String variable(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
            throw new LaunchRefusedException("environment variable name '" + name + "' is not valid", false);
        }
        return name;
    }

    private static String text(Map<String, Object> headers, String name, String otherwise) {
        Object value = headers.get(name);
        return value == null ? otherwise : value.toString();
    }

    private static List<String> command(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof List<?> parts) {
            return parts.stream().map(String::valueOf).toList();
        }
        throw new LaunchRefusedException("launch.command must be a list, one element an argument", false);
    }
}
