package execution.aws;

import execution.model.LaunchKey;
import execution.model.OutputKey;
import execution.model.PartitionPlan;
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
    private static final String LARGE_DOCUMENTS = "documents/";
    private static final String ALWAYS = "";
    private static final String BY_STREAM = "`execution.wake-up.from` is `stream`";
    private static final String BY_QUEUE = "`execution.wake-up.from` is `queue`";
    private static final String LAMBDA = "a task's runner is `lambda`";
    private static final String BY_DESTINATION = "`execution.lambda.destination` is `true`";
    private static final String FLEET = "a job is for the fleet of workers";
    private static final String TASK_QUEUE = "a task's file names a queue";
    private static final String PAGES = "the pages for operators are on, or operators have tokens";
    private static final String REDRIVE = "an operator moves dead letters back";
    private static final String MSK = "`execution.kafka.security-protocol` is `SASL_SSL`";
    private static final String QUEUES_KEY = "a key of your own encrypts the queues";

    private final List<Permission> all = new ArrayList<>();

    Permissions(ServiceProperties service, EcsProperties ecs, AuditProperties audit) {
        service(service, ecs);
        pages(audit);
        task(service);
        taskExecution();
        function(service);
        worker(service, ecs);
        producer();
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
        String cluster = name(ecs);
        String tasks = "task/" + cluster + "/*";
        add(Role.SERVICE, "ecs:DescribeClusters", ALWAYS, "cluster/" + cluster);
        add(Role.SERVICE, "ecs:RunTask", ALWAYS, "task-definition/*");
        add(Role.SERVICE, "ecs:StopTask", ALWAYS, tasks);
        add(Role.SERVICE, "ecs:DescribeTasks", ALWAYS, tasks);
        add(Role.SERVICE, "ecs:ListTasks", ALWAYS, ANY);
        add(
                Role.SERVICE,
                "ecs:TagResource",
                "ECS asks for it when a task is launched, as each has tags; the service makes no such call",
                tasks);
        add(Role.SERVICE, "lambda:InvokeFunction", LAMBDA, "function:*");
        add(
                Role.SERVICE,
                "logs:GetLogEvents",
                "somebody asks for the log of a task",
                "log-group:" + ecs.logs().group().replace(EcsProperties.Logs.JOB, ANY) + ":log-stream:*");
        add(Role.SERVICE, "logs:FilterLogEvents", "somebody asks for the log of a function", "log-group:/aws/lambda/*");
        add(
                Role.SERVICE,
                "iam:PassRole",
                "ECS asks for it when a task is launched; the service makes no such call",
                "the task definitions' two roles");
        add(Role.SERVICE, "sns:Publish", "a setting `execution.sns.*` or a task's file names a topic", "the topics");
        add(Role.SERVICE, "kafka-cluster:Connect", MSK, "the cluster");
        add(Role.SERVICE, "kafka-cluster:DescribeTopic", MSK, "the topics");
        add(Role.SERVICE, "kafka-cluster:WriteData", MSK, "the topics");
        add(Role.SERVICE, "sts:AssumeRole", "`execution.kafka.iam.role-arn` is set", "that role");
        add(Role.SERVICE, "secretsmanager:GetSecretValue", "a setting is a reference to a secret", "that secret");
        add(Role.SERVICE, "kms:Decrypt", "a key of your own encrypts tables, queues, buckets or secrets", "that key");
        add(Role.SERVICE, "kms:GenerateDataKey", "a key of your own encrypts queues or buckets", "that key");
    }

    private void pages(AuditProperties audit) {
        for (String action : List.of("PutItem", "UpdateItem", "Query")) {
            add(Role.SERVICE, "dynamodb:" + action, PAGES, "table/" + audit.auditTable());
        }
        add(Role.SERVICE, "ecs:ListClusters", PAGES, ANY);
        add(Role.SERVICE, "ecs:DescribeClusters", PAGES, ANY);
        add(Role.SERVICE, "ecs:DescribeTasks", "somebody looks at the tasks of another cluster on a page", ANY);
        String deadLetters = "all dead letter queues";
        String sources = "the queues that have one";
        add(Role.SERVICE, "sqs:GetQueueAttributes", PAGES, deadLetters);
        for (String action :
                List.of("StartMessageMoveTask", "ListMessageMoveTasks", "ChangeMessageVisibility", "DeleteMessage")) {
            add(Role.SERVICE, "sqs:" + action, REDRIVE, deadLetters);
        }
        for (String action : List.of("GetQueueUrl", "GetQueueAttributes", "SendMessage")) {
            add(Role.SERVICE, "sqs:" + action, REDRIVE, sources);
        }
    }

    private void queues(ServiceProperties.Queues queues) {
        // Camel searches the list of all queues for each queue that it reads, and IAM can only allow or deny the whole
        // list of an account.
        add(Role.SERVICE, "sqs:ListQueues", ALWAYS, ANY);
        String[] read = {queues.trigger(), queues.taskState(), queues.results()};
        for (String action : List.of("GetQueueUrl", "ReceiveMessage", "DeleteMessage")) {
            add(Role.SERVICE, "sqs:" + action, ALWAYS, read);
            add(Role.SERVICE, "sqs:" + action, BY_QUEUE, queues.wakeUp());
            add(Role.SERVICE, "sqs:" + action, BY_DESTINATION, queues.lambdaResults());
        }
        String[] held = {queues.trigger(), queues.taskState(), queues.results(), queues.lambdaResults()};
        add(
                Role.SERVICE,
                "sqs:ChangeMessageVisibility",
                "a message is held for longer than a third of its visibility",
                held);
        for (String action : List.of("GetQueueUrl", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility")) {
            add(Role.SERVICE, "sqs:" + action, TASK_QUEUE, "that queue");
        }
        for (String action : List.of("GetQueueUrl", "SendMessage")) {
            add(Role.SERVICE, "sqs:" + action, TASK_QUEUE, "the dead letter queue of that queue");
            add(
                    Role.SERVICE,
                    "sqs:" + action,
                    ALWAYS,
                    queues.triggerDeadLetter(),
                    queues.taskStateDeadLetter(),
                    queues.resultsDeadLetter());
            add(Role.SERVICE, "sqs:" + action, BY_DESTINATION, queues.lambdaResultsDeadLetter());
        }
        for (String action : List.of("GetQueueUrl", "GetQueueAttributes", "SendMessage")) {
            add(Role.SERVICE, "sqs:" + action, FLEET, queues.fleet());
        }
        add(Role.SERVICE, "sqs:GetQueueUrl", FLEET, queues.fleetDeadLetter());
        add(Role.SERVICE, "sqs:ReceiveMessage", FLEET, queues.fleetDeadLetter());
        add(Role.SERVICE, "sqs:GetQueueUrl", BY_QUEUE, queues.wakeUp() + "-dlq");
        add(
                Role.SERVICE,
                "sqs:ReceiveMessage",
                ALWAYS,
                queues.triggerDeadLetter(),
                queues.taskStateDeadLetter(),
                queues.resultsDeadLetter());
        add(Role.SERVICE, "sqs:ReceiveMessage", BY_DESTINATION, queues.lambdaResultsDeadLetter());
        add(Role.SERVICE, "sqs:ReceiveMessage", BY_QUEUE, queues.wakeUp() + "-dlq");
        add(Role.SERVICE, "sqs:ReceiveMessage", TASK_QUEUE, "the dead letter queue of that queue");
    }

    private void buckets(ServiceProperties.Buckets buckets) {
        String results = buckets.results() + "/" + ResultsKey.PREFIX + ANY;
        String launches = buckets.results() + "/" + LaunchKey.PREFIX + ANY;
        String output = buckets.results() + "/" + OutputKey.PREFIX + ANY;
        add(Role.SERVICE, "s3:GetObject", ALWAYS, buckets.input() + "/*", results, launches);
        add(Role.SERVICE, "s3:GetObject", "the platform has no log of a task whose output is kept", output);
        add(Role.SERVICE, "s3:PutObject", ALWAYS, results, launches);
        add(Role.SERVICE, "s3:PutObject", "a dead letter queue has a message", buckets.deadLetters() + "/" + ANY);
        add(
                Role.SERVICE,
                "s3:PutObject",
                "a parser posts a document that fits into no message",
                buckets.results() + "/" + LARGE_DOCUMENTS + ANY);
        add(Role.SERVICE, "s3:PutObject", "a task whose command failed keeps the end of its output", output);
        add(Role.SERVICE, "s3:PutObject", "`execution.archive-bucket` is set", "`archive/*` of that bucket");
        String lists = buckets.results() + "/" + PartitionPlan.LIST_PREFIX + ANY;
        for (String action : List.of("GetObject", "PutObject")) {
            add(Role.SERVICE, "s3:" + action, "the parts of a job come with its request as a list", lists);
        }
        add(Role.SERVICE, "s3:AbortMultipartUpload", "the values of a job's parts cannot be put together", results);
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
        add(
                Role.TASK,
                "kms:GenerateDataKey",
                "the image uploads its results by itself, and a key of your own encrypts the bucket",
                "that key");
    }

    private void taskExecution() {
        add(Role.TASK_EXECUTION, "ecr:GetAuthorizationToken", "the image is in ECR", ANY);
        for (String action : List.of("BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage")) {
            add(Role.TASK_EXECUTION, "ecr:" + action, "the image is in ECR", "its repository");
        }
        for (String action : List.of("CreateLogStream", "PutLogEvents")) {
            add(Role.TASK_EXECUTION, "logs:" + action, "the log driver is `awslogs`", "its log group");
        }
        add(
                Role.TASK_EXECUTION,
                "secretsmanager:GetSecretValue",
                "`secrets` of the task definition are in Secrets Manager",
                "those secrets");
        add(
                Role.TASK_EXECUTION,
                "ssm:GetParameters",
                "`secrets` of the task definition are parameters of Systems Manager",
                "those parameters");
        add(Role.TASK_EXECUTION, "kms:Decrypt", "a key of your own encrypts those secrets or parameters", "that key");
    }

    private void function(ServiceProperties service) {
        add(
                Role.FUNCTION,
                "s3:PutObject",
                "a function of that tenant alone uploads its results by itself instead of asking the service for a URL",
                service.buckets().results() + "/" + ResultsKey.PREFIX + "<tenant>/*");
        add(Role.FUNCTION, "sqs:SendMessage", BY_DESTINATION, service.queues().lambdaResults());
        add(Role.FUNCTION, "logs:CreateLogStream", "its log is kept", "its log group");
        add(Role.FUNCTION, "logs:PutLogEvents", "its log is kept", "its log group");
        key(Role.FUNCTION, "a key of your own encrypts the queue or the bucket");
    }

    private void worker(ServiceProperties service, EcsProperties ecs) {
        ServiceProperties.Queues queues = service.queues();
        for (String action : List.of("GetQueueUrl", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility")) {
            add(Role.WORKER, "sqs:" + action, ALWAYS, queues.fleet());
        }
        for (String action : List.of("GetQueueUrl", "SendMessage")) {
            add(Role.WORKER, "sqs:" + action, "`--dead-letter-queue` is set", queues.fleetDeadLetter());
        }
        add(Role.WORKER, "ecs:UpdateTaskProtection", "the worker is a task of ECS", "task/" + name(ecs) + "/*");
        key(Role.WORKER, QUEUES_KEY);
    }

    private void producer() {
        add(Role.PRODUCER, "kafka-cluster:Connect", ALWAYS, "the cluster");
        add(
                Role.PRODUCER,
                "kafka-cluster:WriteDataIdempotently",
                "`ACKS` is `all` and `RETRIES` is not 0",
                "the cluster");
        for (String action : List.of("DescribeTopic", "WriteData")) {
            add(Role.PRODUCER, "kafka-cluster:" + action, ALWAYS, "the topic");
        }
        add(Role.PRODUCER, "kafka-cluster:CreateTopic", "the topic may be missing", "the topic");
        add(Role.PRODUCER, "kafka-cluster:ReadData", "`VERIFY` is `true`", "the topic");
        add(Role.PRODUCER, "cloudwatch:PutMetricData", "`CLOUDWATCH_NAMESPACE` is set", ANY);
        add(Role.PRODUCER, "sts:AssumeRole", "`IAM_ROLE_ARN` is set", "that role");
    }

    private void others(ServiceProperties service) {
        for (String action : List.of("DescribeStream", "GetShardIterator", "GetRecords", "ListStreams")) {
            add(Role.PIPE, "dynamodb:" + action, BY_QUEUE, "table/" + service.table() + "/stream/*");
        }
        ServiceProperties.Queues queues = service.queues();
        add(Role.PIPE, "sqs:SendMessage", BY_QUEUE, queues.wakeUp());
        key(Role.PIPE, "a key of your own encrypts the table or the queue");
        add(Role.BUCKET, "sqs:SendMessage", ALWAYS, queues.results());
        add(Role.RULE, "sqs:SendMessage", ALWAYS, queues.taskState());
        add(Role.SENDER, "sqs:SendMessage", "job events come by queue", queues.trigger());
        add(Role.SENDER, "sqs:SendMessage", TASK_QUEUE, "that queue");
        key(Role.SENDER, QUEUES_KEY);
    }

    /** SQS and S3 encrypt what is sent with a data key that they keep for a while, and decrypt that key to use it. */
    private void key(Role role, String when) {
        for (String action : List.of("Decrypt", "GenerateDataKey")) {
            add(role, "kms:" + action, when, "that key");
        }
    }

    private static String name(EcsProperties ecs) {
        return ecs.cluster().substring(ecs.cluster().lastIndexOf('/') + 1);
    }

    private void add(Role role, String action, String when, String... on) {
        all.add(new Permission(role, action, List.of(on), when));
    }
}
