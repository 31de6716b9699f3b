package execution.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.catalogue.UnusableFile;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/**
 * Tells users which tasks they may ask for, and what is in force for each. All tenants may ask for all tasks. What is
 * the operator's alone is left out: expressions, the ARNs of secrets and topics, statements of policies, commands and
 * folders.
 */
@Component
public class TaskApi {

    private final Catalogue catalogue;
    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    TaskApi(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Answers with all tasks in short, by name. Among them are those whose file cannot be used. */
    public void list(Exchange exchange) {
        Map<String, ObjectNode> tasks = new TreeMap<>();
        for (TaskFile task : catalogue.all()) {
            ObjectNode summary = named(task.name(), task.source());
            summary.put("title", task.title());
            summary.put("runner", task.runner());
            tasks.put(task.name(), summary);
        }
        catalogue.unusable().forEach(file -> tasks.put(file.name(), unusable(file)));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("tasks").addAll(tasks.values());
        Responses.json(exchange, 200, answer);
    }

    /** Answers with what is in force for one task, or with what is wrong with its file. */
    public void get(Exchange exchange, @Header("task_name") String name) {
        ObjectNode answer = catalogue
                .find(name)
                .map(this::whole)
                .or(() -> catalogue.unusable(name).map(this::unusable))
                .orElseThrow(() -> ProblemException.notFound("there is no such task"));
        Responses.json(exchange, 200, answer);
    }

    private ObjectNode unusable(UnusableFile file) {
        ObjectNode task = named(file.name(), file.source());
        task.set("errors", mapper.valueToTree(file.errors()));
        return task;
    }

    private ObjectNode whole(TaskFile task) {
        ObjectNode answer = named(task.name(), task.source());
        answer.put("title", task.title());
        put(answer, "description", task.description());
        answer.put("runner", task.runner());
        ObjectNode container = mapper.valueToTree(task.container());
        container.remove("command");
        answer.set("container", container);
        if (task.worker() != null) {
            answer.putObject("worker").put("mode", task.worker().mode().word());
        }
        put(answer, "request", task.request());
        ArrayNode variables = answer.putArray("variables");
        task.environment().variables().keySet().forEach(variables::add);
        ArrayNode secrets = answer.putArray("secrets");
        task.secrets().keySet().forEach(secrets::add);
        put(answer, "parser", task.parser());
        put(answer, "results_extension", task.results().extension());
        answer.set("attempts", mapper.valueToTree(task.attempts()));
        answer.set("limits", mapper.valueToTree(task.limits()));
        answer.set("priority", mapper.valueToTree(task.priority()));
        put(answer, "retention", task.retention());
        answer.set("labels", mapper.valueToTree(task.labels()));
        return answer;
    }

    private void put(ObjectNode answer, String name, Object value) {
        if (value != null) {
            answer.set(name, mapper.valueToTree(value));
        }
    }

    private static ObjectNode named(String name, String source) {
        return JsonNodeFactory.instance.objectNode().put("name", name).put("source", source);
    }
}
