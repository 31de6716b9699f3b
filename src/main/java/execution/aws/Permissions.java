package execution.aws;

import execution.model.ResultsKey;
import execution.runner.ecs.EcsProperties;
import java.util.ArrayList;
import java.util.List;

/**
 * The actions that each role needs. DynamoDB has no action for a transaction, so the role needs the actions of what a
 * transaction puts, updates and deletes. A URL that the service signs allows only what the service's own role allows.
 */
final class Permissions {

    private static final String ANY = "*";
    private static final String ALWAYS = "";
    private static final String BY_STREAM = "`execution.wake-up.from` is `stream`";
    private static final String BY_QUEUE = "`execution.wake-up.from` is `queue`";
    private static final String MSK = "`execution.kafka.security-protocol` is `SASL_SSL`";

    private final List<Permission> all = new ArrayList<>();

    Permissions(ServiceProperties service, EcsProperties ecs) {
        service(service, ecs);
        task(service);
        taskExecution();
        others(service);
    }

    List<Permission> all() {
        return List.copyOf(all);
    }

    private void service(ServiceProperties service, EcsProperties ecs) {
        String table = "table/" + service.table();
        for (String action :
                List.of("DescribeTable", "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")) {
            add(Role.SERVICE, "dynamodb:" + action, ALWAYS, table);
        }
        add(Role.SERVICE, "dynamodb:Query", ALWAYS, table + "/index/*");
        for (String action : List.of("DescribeStream", "GetShardIterator", "GetRecords")) {
            add(Role.SERVICE, "dynamodb:" + action, BY_STREAM, table + "/stream/*");
        }
        add(Role.SERVICE, "dynamodb:GetItem", ALWAYS, "table/" + service.assetsTable());
        queues(service.queues());
        buckets(service.buckets());
        String cluster = ecs.cluster().substring(ecs.cluster().lastIndexOf('/') + 1);
        String tasks = "task/" + cluster + "/*";
        add(Role.SERVICE, "ecs:DescribeClusters", ALWAYS, "cluster/" + cluster);
        add(Role.SERVICE, "ecs:RunTask", ALWAYS, "task-definition/*");
        add(Role.SERVICE, "ecs:StopTask", ALWAYS, tasks);
        add(Role.SERVICE, "ecs:DescribeTasks", ALWAYS, tasks);
        add(Role.SERVICE, "ecs:ListTasks", ALWAYS, ANY);
        add(Role.SERVICE, "ecs:TagResource", "task definitions have tags, which their tasks get", tasks);
        add(
                Role.SERVICE,
                "iam:PassRole",
                "ECS asks for it when a task is launched; the service makes no such call",
                "the task definitions' two roles");
        add(
                Role.SERVICE,
                "sns:Publish",
                "`execution.sns.events-topic-arn` or `.results-topic-arn` is set",
                "the topics");
        add(Role.SERVICE, "kafka-cluster:Connect", MSK, "the cluster");
        add(Role.SERVICE, "kafka-cluster:DescribeTopic", MSK, "the two topics");
        add(Role.SERVICE, "kafka-cluster:WriteData", MSK, "the two topics");
        add(Role.SERVICE, "sts:AssumeRole", "`execution.kafka.iam.role-arn` is set", "that role");
        add(Role.SERVICE, "secretsmanager:GetSecretValue", "a setting is a reference to a secret", "that secret");
        add(Role.SERVICE, "kms:Decrypt", "a key of your own encrypts tables, queues, buckets or secrets", "that key");
        add(Role.SERVICE, "kms:GenerateDataKey", "a key of your own encrypts queues or buckets", "that key");
    }

    private void queues(ServiceProperties.Queues queues) {
        // Camel searches the list of all queues for each queue that it reads, and IAM can only allow or deny the whole
        // list of an account.
        add(Role.SERVICE, "sqs:ListQueues", ALWAYS, ANY);
        String[] read = {queues.trigger(), queues.taskState(), queues.results()};
        for (String action : List.of("GetQueueUrl", "ReceiveMessage", "DeleteMessage")) {
            add(Role.SERVICE, "sqs:" + action, ALWAYS, read);
            add(Role.SERVICE, "sqs:" + action, BY_QUEUE, queues.wakeUp());
        }
        add(
                Role.SERVICE,
                "sqs:ChangeMessageVisibility",
                "a message is held for longer than a third of its visibility",
                read);
        for (String action : List.of("GetQueueUrl", "SendMessage")) {
            add(
                    Role.SERVICE,
                    "sqs:" + action,
                    ALWAYS,
                    queues.triggerDeadLetter(),
                    queues.taskStateDeadLetter(),
                    queues.resultsDeadLetter());
        }
    }

    private void buckets(ServiceProperties.Buckets buckets) {
        String results = buckets.results() + "/" + ResultsKey.PREFIX + ANY;
        add(Role.SERVICE, "s3:GetObject", ALWAYS, buckets.input() + "/*", results);
        add(Role.SERVICE, "s3:PutObject", ALWAYS, results);
        add(
                Role.SERVICE,
                "s3:ListBucket",
                "an object is missing: without it S3 says only that access is denied",
                buckets.input(),
                buckets.results());
    }

    private void task(ServiceProperties service) {
        add(
                Role.TASK,
                "s3:PutObject",
                "an image of that tenant alone uploads its results by itself instead of asking the service for a URL",
                service.buckets().results() + "/" + ResultsKey.PREFIX + "<tenant>/*");
        add(Role.TASK, "s3:GetObject", "an action `s3` of the wrapper gets an object", "that object");
        add(Role.TASK, "s3:PutObject", "an action `s3` of the wrapper puts an object", "that object");
        add(Role.TASK, "sns:Publish", "an action `ecs_snstrace` of the wrapper", "its topic");
        add(Role.TASK, "cloudwatch:PutMetricData", "the wrapper sends metrics", ANY);
        add(Role.TASK, "secretsmanager:GetSecretValue", "a placeholder names a secret", "that secret");
    }

    private void taskExecution() {
        add(Role.TASK_EXECUTION, "ecr:GetAuthorizationToken", "the image is in ECR", ANY);
        for (String action : List.of("BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage")) {
            add(Role.TASK_EXECUTION, "ecr:" + action, "the image is in ECR", "its repository");
        }
        for (String action : List.of("CreateLogStream", "PutLogEvents")) {
            add(Role.TASK_EXECUTION, "logs:" + action, "the log driver is `awslogs`", "its log group");
        }
        add(Role.TASK_EXECUTION, "secretsmanager:GetSecretValue", "the task definition has `secrets`", "those secrets");
    }

    private void others(ServiceProperties service) {
        for (String action : List.of("DescribeStream", "GetShardIterator", "GetRecords", "ListStreams")) {
            add(Role.PIPE, "dynamodb:" + action, BY_QUEUE, "table/" + service.table() + "/stream/*");
        }
        ServiceProperties.Queues queues = service.queues();
        add(Role.PIPE, "sqs:SendMessage", BY_QUEUE, queues.wakeUp());
        add(Role.BUCKET, "sqs:SendMessage", ALWAYS, queues.results());
        add(Role.RULE, "sqs:SendMessage", ALWAYS, queues.taskState());
        add(Role.SENDER, "sqs:SendMessage", "job events come by queue", queues.trigger());
    }

    private void add(Role role, String action, String when, String... on) {
        all.add(new Permission(role, action, List.of(on), when));
    }
}
