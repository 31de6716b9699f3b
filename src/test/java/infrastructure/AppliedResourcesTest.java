package infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import execution.aws.AwsResources;
import execution.aws.Role;
import infrastructure.AppliedState.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * What Terraform makes is what the code says that it needs: by the names that Terraform gives the service as settings,
 * the resources are those of {@link AwsResources}, and the roles allow what its permissions say and nothing else. The
 * file to compare is what {@code terraform show -json} says of an installation; {@code .ci/terraform apply} makes one.
 */
@EnabledIfSystemProperty(
        named = AppliedResourcesTest.FILE,
        matches = ".+",
        disabledReason = "there is no installation to compare: .ci/terraform apply makes one")
class AppliedResourcesTest {

    static final String FILE = "terraform.applied";

    private static final Pattern KEY = Pattern.compile("(?m)^\\| `([a-z][a-z0-9.-]*[a-z0-9])(?:\\.<name>)?` \\|");

    /** What a task, worker or producer is not there for in the examples. */
    private static final Set<String> NOT_IN_THE_EXAMPLES = Set.of(
            "an image of that tenant alone uploads its results by itself instead of asking the service for a URL",
            "a function of that tenant alone uploads its results by itself instead of asking the service for a URL");

    private static AppliedState state;
    private static Installation installation;
    private static AwsResources resources;

    @BeforeAll
    static void read() {
        state = AppliedState.read(Path.of(System.getProperty(FILE)));
        installation = new Installation(state);
        resources = installation.resources();
    }

    @Test
    void shouldGiveTheServiceSettingsThatThereAre() throws IOException {
        Set<String> known = KEY.matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map(key ->
                        key.group(1).toUpperCase(Locale.ROOT).replace(".", "_").replace("-", ""))
                .collect(Collectors.toSet());
        known.add("AWS_REGION");

        assertThat(installation.variables()).isSubsetOf(known);
    }

    @Test
    void shouldMakeTheTables() {
        List<AwsResources.Table> expected = resources.tables().stream()
                .filter(table -> installation.has("EXECUTION_GATEWAY_AUDITTABLE")
                        || table != resources.tables().get(2))
                .toList();

        assertThat(state.all("aws_dynamodb_table"))
                .extracting(AppliedResourcesTest::table)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(state.all("aws_dynamodb_table"))
                .filteredOn(table -> !table.text("name").equals(expected.get(1).name()))
                .allSatisfy(table -> assertThat(table.values()
                                .at("/point_in_time_recovery/0/enabled")
                                .asBoolean())
                        .isTrue());
        assertThat(state.all("aws_dynamodb_table")).allSatisfy(table -> {
            assertThat(table.values().at("/server_side_encryption/0/enabled").asBoolean())
                    .isTrue();
            assertThat(table.values().path("attribute"))
                    .allSatisfy(attribute ->
                            assertThat(attribute.path("type").asText()).isEqualTo("S"));
        });
    }

    private static AwsResources.Table table(Resource table) {
        JsonNode values = table.values();
        List<AwsResources.Index> indexes = StreamSupport.stream(
                        values.path("global_secondary_index").spliterator(), false)
                .map(index -> new AwsResources.Index(
                        index.path("name").asText(),
                        key(index),
                        ProjectionType.fromValue(index.path("projection_type").asText())))
                .sorted(Comparator.comparing(AwsResources.Index::name))
                .toList();
        boolean expires = values.at("/ttl/0/enabled").asBoolean();
        return new AwsResources.Table(
                table.text("name"),
                key(values),
                indexes,
                values.path("stream_enabled").asBoolean()
                        ? StreamViewType.fromValue(table.text("stream_view_type"))
                        : null,
                BillingMode.fromValue(table.text("billing_mode")),
                expires ? values.at("/ttl/0/attribute_name").asText() : null);
    }

    private static AwsResources.Key key(JsonNode of) {
        return new AwsResources.Key(
                of.path("hash_key").asText(), of.path("range_key").asText());
    }

    @Test
    void shouldMakeTheQueues() {
        assertThat(state.in(Installation.DATA, "aws_sqs_queue").stream()
                        .filter(queue -> !queue.text("redrive_policy").isEmpty())
                        .map(AppliedResourcesTest::queue)
                        .toList())
                .containsExactlyInAnyOrderElementsOf(
                        resources.queues().stream().filter(installation::uses).toList());
    }

    @Test
    void shouldMakeQueuesOfTasksLikeTheTriggerQueue() {
        AwsResources.Queue trigger = resources.queues().get(0);

        assertThat(installation.taskQueues())
                .extracting(AppliedResourcesTest::queue)
                .allSatisfy(queue -> {
                    assertThat(queue.deliveries()).isEqualTo(trigger.deliveries());
                    assertThat(queue.kept()).isEqualTo(trigger.kept());
                    assertThat(queue.deadLettersKept()).isEqualTo(trigger.deadLettersKept());
                });
    }

    private static AwsResources.Queue queue(Resource queue) {
        JsonNode redrive = queue.json("redrive_policy");
        String deadLetterArn = redrive.path("deadLetterTargetArn").asText();
        Resource deadLetters = state.all("aws_sqs_queue").stream()
                .filter(other -> other.text("arn").equals(deadLetterArn))
                .findFirst()
                .orElseThrow();
        return new AwsResources.Queue(
                queue.text("name"),
                seconds(queue, "visibility_timeout_seconds"),
                redrive.path("maxReceiveCount").asInt(),
                seconds(queue, "message_retention_seconds"),
                deadLetters.text("name"),
                seconds(deadLetters, "message_retention_seconds"));
    }

    private static Duration seconds(Resource of, String attribute) {
        return Duration.ofSeconds(of.values().path(attribute).asLong());
    }

    @Test
    void shouldGiveEachQueueOnePolicyAndLetItsSourceAloneUseADeadLetterQueue() {
        List<String> urls = state.all("aws_sqs_queue").stream()
                .map(queue -> queue.text("url"))
                .toList();

        assertThat(state.all("aws_sqs_queue_policy"))
                .extracting(policy -> policy.text("queue_url"))
                .containsExactlyInAnyOrderElementsOf(urls);
        assertThat(state.in(Installation.DATA, "aws_sqs_queue_redrive_allow_policy"))
                .allSatisfy(
                        policy -> assertThat(policy.json("redrive_allow_policy").path("sourceQueueArns"))
                                .hasSize(1));
    }

    @Test
    void shouldMakeTheBuckets() {
        List<String> expected = new ArrayList<>(resources.buckets());
        if (installation.has("EXECUTION_ARCHIVEBUCKET")) {
            expected.add(installation.setting("EXECUTION_ARCHIVEBUCKET"));
        }

        assertThat(state.in(Installation.DATA, "aws_s3_bucket"))
                .extracting(bucket -> bucket.text("bucket"))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(state.in(Installation.DATA, "aws_s3_bucket_public_access_block"))
                .hasSameSizeAs(expected)
                .allSatisfy(block -> assertThat(Stream.of(
                                "block_public_acls",
                                "block_public_policy",
                                "ignore_public_acls",
                                "restrict_public_buckets"))
                        .allMatch(attribute -> block.values().path(attribute).asBoolean()));
    }

    @Test
    void shouldHaveS3DeleteWhatExpires() {
        List<AwsResources.Expiry> expiries = new ArrayList<>();
        for (Resource lifecycle : state.in(Installation.DATA, "aws_s3_bucket_lifecycle_configuration")) {
            for (JsonNode rule : lifecycle.values().path("rule")) {
                int days = rule.at("/expiration/0/days").asInt();
                if (days > 0 && rule.path("status").asText().equals("Enabled")) {
                    expiries.add(new AwsResources.Expiry(
                            lifecycle.text("bucket"),
                            rule.at("/filter/0/prefix").asText(),
                            Duration.ofDays(days)));
                }
            }
        }

        assertThat(expiries).containsExactlyInAnyOrderElementsOf(resources.expiries());
    }

    @Test
    void shouldTellTheServiceOfResults() {
        assertThat(state.in(Installation.DATA, "aws_s3_bucket_notification")).hasSize(1);
        Resource notification =
                state.in(Installation.DATA, "aws_s3_bucket_notification").get(0);
        JsonNode queue = notification.values().at("/queue/0");

        assertThat(new AwsResources.Notification(
                        notification.text("bucket"),
                        queue.at("/events/0").asText(),
                        queue.path("filter_prefix").asText(),
                        queue.path("filter_suffix").asText(),
                        Grant.lastPart(queue.path("queue_arn").asText())))
                .isEqualTo(resources.resultsNotification());
    }

    @Test
    void shouldTellTheServiceOfTasks() {
        Resource rule = state.in(Installation.DATA, "aws_cloudwatch_event_rule").get(0);
        Resource target =
                state.in(Installation.DATA, "aws_cloudwatch_event_target").get(0);

        assertThat(rule.json("event_pattern"))
                .isEqualTo(AppliedState.MAPPER.valueToTree(
                        resources.taskStateRule().pattern()));
        assertThat(target.text("rule")).isEqualTo(rule.text("name"));
        assertThat(Grant.lastPart(target.text("arn")))
                .isEqualTo(resources.taskStateRule().queue());
        assertThat(Stream.of("input", "input_path", "input_transformer").map(target::text))
                .containsOnly("");
    }

    @Test
    void shouldTellInstancesOfEachOthersWrites() {
        List<Resource> pipes = state.in(Installation.DATA, "aws_pipes_pipe");

        assertThat(pipes).hasSize(installation.wakesUpByQueue() ? 1 : 0).allSatisfy(pipe -> {
            JsonNode source = pipe.values().at("/source_parameters/0");
            assertThat(Grant.lastPart(pipe.text("source")))
                    .startsWith("table/" + resources.wakeUpPipe().table() + "/stream/");
            assertThat(Grant.lastPart(pipe.text("target")))
                    .isEqualTo(resources.wakeUpPipe().queue());
            assertThat(source.at("/dynamodb_stream_parameters/0/starting_position")
                            .asText())
                    .isEqualTo("LATEST");
            assertThat(AppliedState.parse(
                            source.at("/filter_criteria/0/filter/0/pattern").asText()))
                    .isEqualTo(AppliedState.MAPPER.valueToTree(
                            resources.wakeUpPipe().filter()));
        });
    }

    @Test
    void shouldAllowTheServiceWhatItNeedsAndNothingElse() {
        compare(role(Installation.SERVICE, "task"), Role.SERVICE, Map.of());
    }

    @Test
    void shouldAllowWorkersWhatTheyNeedAndNothingElse() {
        roles("module.workers", "task").forEach(role -> compare(role, Role.WORKER, Map.of()));
    }

    @Test
    void shouldAllowTheLoadProducerWhatItNeedsAndNothingElse() {
        roles("module.kafka", "producer").forEach(role -> compare(role, Role.PRODUCER, Map.of()));
    }

    @Test
    void shouldAllowThePipeWhatItNeedsAndNothingElse() {
        List<String> roles = roles(Installation.DATA, "pipe");

        assertThat(roles).hasSize(installation.wakesUpByQueue() ? 1 : 0);
        roles.forEach(role -> compare(role, Role.PIPE, Map.of()));
    }

    @Test
    void shouldAllowFunctionsWhatTheyNeedAndNothingElse() {
        for (Resource function : state.all("aws_lambda_function")) {
            compare(
                    function.text("role"),
                    Role.FUNCTION,
                    Map.of("its log group", List.of("log-group:/aws/lambda/" + function.text("function_name") + ":*")));
        }
    }

    @Test
    void shouldAllowTasksNothingThatTheyMayNotNeed() {
        state.all("aws_ecs_task_definition").stream()
                .filter(definition -> definition.name().equals("task"))
                .map(definition -> definition.text("task_role_arn"))
                .filter(role -> !role.isEmpty())
                .forEach(role -> assertThat(new Comparison(installation.allowed(role), Set.of()).unneeded())
                        .as(role)
                        .isEmpty());
    }

    @Test
    void shouldAllowEcsWhatItNeedsToStartTasksAndNothingElse() {
        assertThat(state.all("aws_ecs_task_definition")).isNotEmpty();
        for (Resource definition : state.all("aws_ecs_task_definition")) {
            JsonNode container = Installation.container(definition);
            String image = container.path("image").asText();

            compare(
                    definition.text("execution_role_arn"),
                    Role.TASK_EXECUTION,
                    Map.of(
                            "its repository",
                            List.of("repository/" + image.substring(image.indexOf('/') + 1, image.lastIndexOf(':'))),
                            "its log group",
                            List.of("log-group:"
                                    + container
                                            .at("/logConfiguration/options/awslogs-group")
                                            .asText()
                                    + ":*"),
                            "those secrets",
                            secrets(container, "secretsmanager"),
                            "those parameters",
                            secrets(container, "ssm")));
        }
    }

    /** Gives what a container's secrets are in a service of AWS, by the last parts of their ARNs. */
    private static List<String> secrets(JsonNode container, String service) {
        return StreamSupport.stream(container.path("secrets").spliterator(), false)
                .map(secret -> secret.path("valueFrom").asText())
                .filter(arn -> arn.split(":")[2].equals(service))
                .map(Grant::lastPart)
                .toList();
    }

    @Test
    void shouldLetTheSchedulerSendJobEventsAndNothingElse() {
        List<String> itsDeadLetters = state.in("module.schedule", "aws_sqs_queue").stream()
                .map(queue -> queue.text("name"))
                .toList();

        roles("module.schedule", null)
                .forEach(role -> compare(role, Role.SENDER, Map.of("that queue", itsDeadLetters)));
    }

    @Test
    void shouldLetNobodyElseSendToTheServicesQueues() {
        Map<String, Set<Grant>> allowed = state.in(Installation.DATA, "aws_sqs_queue_policy").stream()
                .collect(Collectors.toMap(
                        policy -> policy.text("queue_url").replaceFirst(".*/", ""),
                        policy -> Set.copyOf(Grant.of(policy.json("policy")))));
        String trigger = resources.queues().get(0).name();

        assertThat(allowed.remove(resources.resultsNotification().queue()))
                .isEqualTo(installation.needed(Role.BUCKET, Set.of(), Map.of()));
        assertThat(allowed.remove(resources.taskStateRule().queue()))
                .isEqualTo(installation.needed(Role.RULE, Set.of(), Map.of()));
        assertThat(allowed.remove(trigger)).isSubsetOf(Set.of(new Grant("sqs:SendMessage", trigger)));
        assertThat(allowed.values()).allMatch(Set::isEmpty);
    }

    private static void compare(String roleArn, Role role, Map<String, List<String>> names) {
        assertThat(new Comparison(installation.allowed(roleArn), installation.needed(role, NOT_IN_THE_EXAMPLES, names))
                        .differences())
                .as(roleArn)
                .isEmpty();
    }

    private static String role(String module, String name) {
        return roles(module, name).get(0);
    }

    private static List<String> roles(String module, String name) {
        return state.in(module, "aws_iam_role").stream()
                .filter(role -> name == null || role.name().equals(name))
                .map(role -> role.text("arn"))
                .toList();
    }
}
