package infrastructure;

import com.fasterxml.jackson.databind.JsonNode;
import execution.aws.AuditProperties;
import execution.aws.AwsResources;
import execution.aws.Permission;
import execution.aws.Role;
import execution.aws.ServiceProperties;
import execution.runner.ecs.EcsProperties;
import infrastructure.AppliedState.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** An installation by Terraform: what was made, and what the service in it needs by the settings that it is given. */
final class Installation {

    static final String DATA = "module.data";
    static final String SERVICE = "module.service";
    private static final String CHANNELS = ".module.channels";

    private final AppliedState state;
    private final Map<String, Object> environment = new HashMap<>();
    private final AwsResources resources;

    Installation(AppliedState state) {
        this.state = state;
        container(state.in(SERVICE, "aws_ecs_task_definition").get(0))
                .path("environment")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        StandardEnvironment settings = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        settings.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, environment));
        Binder binder = Binder.get(settings);
        resources = AwsResources.of(
                binder.bindOrCreate("execution", ServiceProperties.class),
                binder.bindOrCreate("execution.ecs", EcsProperties.class),
                binder.bindOrCreate("execution.gateway", AuditProperties.class));
    }

    /** Gives what the service needs, by the names in its settings. */
    AwsResources resources() {
        return resources;
    }

    /** Gives the variables that the service's container gets, without secrets. */
    Set<String> variables() {
        return environment.keySet();
    }

    /** Tells whether the service is given a setting. */
    boolean has(String variable) {
        return !setting(variable).isEmpty();
    }

    String setting(String variable) {
        return environment.getOrDefault(variable, "").toString();
    }

    boolean wakesUpByQueue() {
        return setting("EXECUTION_WAKEUP_FROM").equals("queue");
    }

    /** Tells whether the service uses a queue, which its settings name only then. */
    boolean uses(AwsResources.Queue queue) {
        return environment.containsValue(queue.name());
    }

    /** Gives the queues that files of tasks name. */
    List<Resource> taskQueues() {
        return state.all("aws_sqs_queue").stream()
                .filter(queue -> queue.module().endsWith(CHANNELS)
                        && !queue.text("redrive_policy").isEmpty())
                .toList();
    }

    private List<String> taskDeadLetterQueues() {
        return taskQueues().stream()
                .map(queue -> Grant.lastPart(
                        queue.json("redrive_policy").path("deadLetterTargetArn").asText()))
                .toList();
    }

    /** Gives the container of a task definition. */
    static JsonNode container(Resource taskDefinition) {
        return taskDefinition.json("container_definitions").path(0);
    }

    /** Gives what the policies of a role allow, both its own and those of queues, topics and functions that name it. */
    Set<Grant> allowed(String roleArn) {
        String role = roleArn.substring(roleArn.lastIndexOf('/') + 1);
        Set<Grant> allowed = new HashSet<>();
        state.all("aws_iam_role_policy").stream()
                .filter(policy -> policy.text("role").equals(role))
                .forEach(policy -> allowed.addAll(Grant.of(policy.json("policy"))));
        Stream.of("aws_sqs_queue_policy", "aws_sns_topic_policy")
                .flatMap(type -> state.all(type).stream())
                .forEach(policy -> allowed.addAll(Grant.of(policy.json("policy"), roleArn)));
        state.all("aws_lambda_permission").stream()
                .filter(permission -> permission.text("principal").equals(roleArn))
                .forEach(permission -> allowed.add(
                        new Grant(permission.text("action"), "function:" + permission.text("function_name"))));
        return allowed;
    }

    /**
     * Gives what a role needs here.
     *
     * @param without what the role is not there for, in the words of the permissions
     * @param names what words of the permissions stand for, where that is other for each role of the kind
     */
    Set<Grant> needed(Role role, Set<String> without, Map<String, List<String>> names) {
        return resources.permissions().stream()
                .filter(permission -> permission.role() == role)
                .filter(permission -> !without.contains(permission.when()) && isNeeded(permission.when()))
                .flatMap(permission -> grants(permission, names).stream())
                .collect(Collectors.toSet());
    }

    /** Whatever is not said here to depend on something is needed. */
    private boolean isNeeded(String when) {
        return switch (when) {
            case "`execution.wake-up.from` is `stream`" -> !wakesUpByQueue();
            case "`execution.wake-up.from` is `queue`" -> wakesUpByQueue();
            case "`execution.lambda.destination` is `true`" ->
                setting("EXECUTION_LAMBDA_DESTINATION").equals("true");
            case "a task's runner is `lambda`", "somebody asks for the log of a function" ->
                !state.all("aws_lambda_function").isEmpty();
            case "a job is for the fleet of workers" -> has("EXECUTION_QUEUES_FLEET");
            case "a task's file names a queue" -> !taskQueues().isEmpty();
            case "the pages for operators are on, or operators have tokens",
                    "an operator moves dead letters back",
                    "somebody looks at the tasks of another cluster on a page" -> has("EXECUTION_GATEWAY_AUDITTABLE");
            case "`execution.archive-bucket` is set" -> has("EXECUTION_ARCHIVEBUCKET");
            case "`execution.kafka.iam.role-arn` is set" -> has("EXECUTION_KAFKA_IAM_ROLEARN");
            case "a setting is a reference to a secret" -> has("CAMEL_VAULT_AWS_REGION");
            case "a key of your own encrypts those secrets or parameters", "`IAM_ROLE_ARN` is set" -> false;
            default -> true;
        };
    }

    private List<Grant> grants(Permission permission, Map<String, List<String>> names) {
        List<Grant> grants = new ArrayList<>();
        for (String on : permission.on()) {
            if (names.containsKey(on)) {
                names.get(on).forEach(named -> grants.add(new Grant(permission.action(), named)));
            } else if (on.contains(" ")) {
                named(permission, on).forEach(named -> grants.add(new Grant(permission.action(), named)));
            } else if (!isOfAQueueThatIsNotHere(on)) {
                grants.add(new Grant(permission.action(), on));
            }
        }
        return grants;
    }

    private boolean isOfAQueueThatIsNotHere(String on) {
        return resources.queues().stream()
                .anyMatch(queue -> !uses(queue) && (on.equals(queue.name()) || on.equals(queue.deadLetterQueue())));
    }

    /** Gives what words stand for that name what the service's settings do not name. */
    private List<String> named(Permission permission, String words) {
        List<AwsResources.Queue> queues =
                resources.queues().stream().filter(this::uses).toList();
        List<String> taskQueues =
                taskQueues().stream().map(queue -> queue.text("name")).toList();
        return switch (words) {
            case "that queue" -> taskQueues;
            case "the dead letter queue of that queue" -> taskDeadLetterQueues();
            case "the queues that have one" ->
                Stream.concat(queues.stream().map(AwsResources.Queue::name), taskQueues.stream())
                        .toList();
            case "all dead letter queues" ->
                Stream.concat(queues.stream().map(AwsResources.Queue::deadLetterQueue), taskDeadLetterQueues().stream())
                        .toList();
            case "the task definitions' two roles" ->
                state.all("aws_ecs_task_definition").stream()
                        .filter(definition -> definition.name().equals("task"))
                        .flatMap(definition ->
                                Stream.of(definition.text("task_role_arn"), definition.text("execution_role_arn")))
                        .map(Grant::lastPart)
                        .toList();
            case "that key" -> List.of(Grant.lastPart(dataKey()));
            case "`archive/*` of that bucket" -> List.of(setting("EXECUTION_ARCHIVEBUCKET") + "/archive/*");
            case "the cluster" -> List.of(kafka());
            case "the topics" -> permission.action().startsWith("sns:") ? snsTopics() : kafkaTopics();
            case "the topic" -> List.of(kafka().replace("cluster/", "topic/") + "/test-topic");
            default -> throw new IllegalArgumentException("say what it stands for: " + words);
        };
    }

    private String dataKey() {
        return state.in(DATA, "aws_dynamodb_table")
                .get(0)
                .values()
                .at("/server_side_encryption/0/kms_key_arn")
                .asText();
    }

    private String kafka() {
        return state.all("aws_msk_cluster").stream()
                .map(cluster -> Grant.lastPart(cluster.text("arn")))
                .findFirst()
                .orElse("cluster/events/0a1b2c3d-1");
    }

    private List<String> kafkaTopics() {
        return Stream.of("EVENTS", "RESULTS", "DOCUMENTS")
                .map(topic ->
                        kafka().replace("cluster/", "topic/") + "/" + setting("EXECUTION_KAFKA_" + topic + "TOPIC"))
                .toList();
    }

    /** The topics of the settings, and those of tasks, whose files may name them. */
    private List<String> snsTopics() {
        return Stream.concat(
                        Stream.of("EVENTS", "RESULTS", "DOCUMENTS")
                                .map(topic -> setting("EXECUTION_SNS_" + topic + "TOPICARN"))
                                .filter(arn -> !arn.isEmpty()),
                        state.all("aws_sns_topic").stream()
                                .filter(topic -> topic.module().endsWith(CHANNELS))
                                .map(topic -> topic.text("arn")))
                .map(Grant::lastPart)
                .toList();
    }
}
