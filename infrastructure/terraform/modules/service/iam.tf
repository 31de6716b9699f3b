# What each role may do is what docs/aws.md says that it needs; a test compares both.

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:ecs:${local.here}:*"]
    }
  }
}

resource "aws_iam_role" "task" {
  name               = local.family
  description        = "What the service ${var.name} does"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "task" {
  name   = "service"
  role   = aws_iam_role.task.name
  policy = data.aws_iam_policy_document.task.json
}

resource "aws_iam_role_policy" "more" {
  for_each = var.policy_documents

  name   = each.key
  role   = aws_iam_role.task.name
  policy = each.value
}

locals {
  queue_arns        = var.data.queue_arns
  dead_letters      = var.data.dead_letter_queue_arns
  task_queues       = values(var.task_queue_arns)
  task_dead_letters = values(var.task_dead_letter_queue_arns)

  wake_ups       = var.data.wake_up_queue_name == null ? [] : ["wake-up"]
  lambda_results = var.data.lambda_results_queue_name == null ? [] : ["lambda-results"]
  fleet          = var.data.fleet_queue_name == null ? [] : ["fleet"]

  held_queues = concat(["trigger", "task-state", "results"], local.lambda_results)
  read_queues = concat(local.held_queues, local.wake_ups)
  all_queues  = concat(local.read_queues, local.fleet)

  function_names = [for arn in var.function_arns : split(":", arn)[6]]

  kafka_topics = try(
    [
      for topic in distinct(concat([var.kafka.events_topic, var.kafka.results_topic, var.kafka.documents_topic], var.kafka.more_topics)) :
      "${replace(var.kafka.cluster_arn, ":cluster/", ":topic/")}/${topic}"
    ],
    [],
  )
  sns_topics = concat(
    [for topic in sort(var.topics) : { events = var.data.events_topic_arn, results = var.data.results_topic_arn, documents = var.data.documents_topic_arn }[topic]],
    var.topic_arns,
  )
}

data "aws_iam_policy_document" "task" {
  statement {
    sid = "ExecutionsTable"
    actions = [
      "dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem",
      "dynamodb:Query", "dynamodb:UpdateItem",
    ]
    resources = [var.data.table_arn]
  }

  statement {
    sid       = "ExecutionsIndexes"
    actions   = ["dynamodb:Query"]
    resources = ["${var.data.table_arn}/index/*"]
  }

  dynamic "statement" {
    for_each = var.data.wake_up_queue_name == null ? ["${var.data.table_arn}/stream/*"] : []

    content {
      sid       = "ExecutionsStream"
      actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "Assets"
    actions   = ["dynamodb:GetItem"]
    resources = [var.data.asset_table_arn]
  }

  # SQS knows no ARN for the list of an account's queues.
  statement {
    sid       = "ListQueues"
    actions   = ["sqs:ListQueues"]
    resources = ["*"]
  }

  statement {
    sid       = "ReadQueues"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]
    resources = concat([for key in local.read_queues : local.queue_arns[key]], local.task_queues)
  }

  statement {
    sid       = "HoldMessages"
    actions   = ["sqs:ChangeMessageVisibility"]
    resources = concat([for key in local.held_queues : local.queue_arns[key]], local.task_queues)
  }

  statement {
    sid       = "SetMessagesAside"
    actions   = ["sqs:SendMessage"]
    resources = concat([for key in local.held_queues : local.dead_letters[key]], local.task_dead_letters)
  }

  statement {
    sid       = "ReadDeadLetters"
    actions   = ["sqs:GetQueueUrl", "sqs:ReceiveMessage"]
    resources = concat([for key in local.all_queues : local.dead_letters[key]], local.task_dead_letters)
  }

  dynamic "statement" {
    for_each = local.fleet

    content {
      sid       = "SendToFleet"
      actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
      resources = [local.queue_arns[statement.value]]
    }
  }

  statement {
    sid     = "ReadObjects"
    actions = ["s3:GetObject"]
    resources = concat(
      ["${var.data.input_bucket_arn}/*"],
      [for prefix in ["launches", "output", "partitions", "results"] : "${var.data.results_bucket_arn}/${prefix}/*"],
    )
  }

  statement {
    sid     = "WriteObjects"
    actions = ["s3:PutObject"]
    resources = concat(
      [for prefix in ["documents", "launches", "output", "partitions", "results"] : "${var.data.results_bucket_arn}/${prefix}/*"],
      ["${var.data.dead_letter_bucket_arn}/*"],
      var.data.archive_bucket_name == null ? [] : ["${var.data.archive_bucket_arn}/archive/*"],
    )
  }

  statement {
    sid       = "GiveUpUploads"
    actions   = ["s3:AbortMultipartUpload"]
    resources = ["${var.data.results_bucket_arn}/results/*"]
  }

  # Without this S3 says of a missing object only that access is denied.
  statement {
    sid       = "MissingObjects"
    actions   = ["s3:ListBucket"]
    resources = [var.data.input_bucket_arn, var.data.results_bucket_arn]
  }

  statement {
    sid       = "UseKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.data.kms_key_arn]
  }

  statement {
    sid       = "Cluster"
    actions   = ["ecs:DescribeClusters"]
    resources = [var.cluster_arn]
  }

  dynamic "statement" {
    for_each = length(var.task_definition_families) > 0 ? [var.task_definition_families] : []

    content {
      sid       = "Launch"
      actions   = ["ecs:RunTask"]
      resources = [for family in statement.value : "arn:${local.partition}:ecs:${local.here}:task-definition/${family}:*"]

      condition {
        test     = "ArnEquals"
        variable = "ecs:cluster"
        values   = [var.cluster_arn]
      }
    }
  }

  statement {
    sid       = "TasksOfCluster"
    actions   = ["ecs:DescribeTasks", "ecs:StopTask"]
    resources = ["arn:${local.partition}:ecs:${local.here}:task/${var.cluster_name}/*"]
  }

  # ECS knows no ARN for a list of tasks; the condition holds it to the cluster.
  statement {
    sid       = "ListTasks"
    actions   = ["ecs:ListTasks"]
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [var.cluster_arn]
    }
  }

  statement {
    sid       = "TagLaunches"
    actions   = ["ecs:TagResource"]
    resources = ["arn:${local.partition}:ecs:${local.here}:task/${var.cluster_name}/*"]

    condition {
      test     = "StringEquals"
      variable = "ecs:CreateAction"
      values   = ["RunTask"]
    }
  }

  dynamic "statement" {
    for_each = length(var.task_role_arns) > 0 ? [var.task_role_arns] : []

    content {
      sid       = "PassRolesOfTasks"
      actions   = ["iam:PassRole"]
      resources = statement.value

      condition {
        test     = "StringEquals"
        variable = "iam:PassedToService"
        values   = ["ecs-tasks.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.task_definition_families) > 0 ? [var.task_definition_families] : []

    content {
      sid       = "LogsOfTasks"
      actions   = ["logs:GetLogEvents"]
      resources = [for family in statement.value : "arn:${local.partition}:logs:${local.here}:log-group:/ecs/${family}:log-stream:*"]
    }
  }

  dynamic "statement" {
    for_each = length(var.function_arns) > 0 ? [var.function_arns] : []

    content {
      sid       = "InvokeFunctions"
      actions   = ["lambda:InvokeFunction"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = length(var.function_arns) > 0 ? [local.function_names] : []

    content {
      sid       = "LogsOfFunctions"
      actions   = ["logs:FilterLogEvents"]
      resources = [for name in statement.value : "arn:${local.partition}:logs:${local.here}:log-group:/aws/lambda/${name}:*"]
    }
  }

  dynamic "statement" {
    for_each = length(local.sns_topics) > 0 ? [local.sns_topics] : []

    content {
      sid       = "PublishToTopics"
      actions   = ["sns:Publish"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = try(var.kafka.cluster_arn, null) != null ? [var.kafka.cluster_arn] : []

    content {
      sid       = "ConnectToKafka"
      actions   = ["kafka-cluster:Connect"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = try(var.kafka.cluster_arn, null) != null ? [local.kafka_topics] : []

    content {
      sid       = "PublishToKafka"
      actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = try(var.kafka.role_arn, null) != null ? [var.kafka.role_arn] : []

    content {
      sid       = "RoleForKafka"
      actions   = ["sts:AssumeRole"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = length(var.referenced_secret_arns) > 0 ? [var.referenced_secret_arns] : []

    content {
      sid       = "ReferencedSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = length(var.referenced_secret_arns) > 0 && length(var.secrets_kms_key_arns) > 0 ? [var.secrets_kms_key_arns] : []

    content {
      sid       = "KeysOfSecrets"
      actions   = ["kms:Decrypt"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = var.pages ? [var.data.audit_table_arn] : []

    content {
      sid       = "WhoDidWhat"
      actions   = ["dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
      resources = [statement.value]
    }
  }

  # The pages show the tasks of all clusters of the account.
  dynamic "statement" {
    for_each = var.pages ? ["*"] : []

    content {
      sid       = "LookAtClusters"
      actions   = ["ecs:DescribeClusters", "ecs:DescribeTasks", "ecs:ListClusters"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.pages ? [local.all_queues] : []

    content {
      sid       = "MoveDeadLettersFrom"
      actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ListMessageMoveTasks", "sqs:StartMessageMoveTask"]
      resources = concat([for key in statement.value : local.dead_letters[key]], local.task_dead_letters)
    }
  }

  dynamic "statement" {
    for_each = var.pages ? [local.all_queues] : []

    content {
      sid       = "MoveDeadLettersBack"
      actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
      resources = concat([for key in statement.value : local.queue_arns[key]], local.task_queues)
    }
  }
}

# What ECS does before the container runs.
resource "aws_iam_role" "execution" {
  name               = "${local.family}-start"
  description        = "ECS, while it starts an instance of the service ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "execution" {
  name   = "start"
  role   = aws_iam_role.execution.name
  policy = data.aws_iam_policy_document.execution.json
}

locals {
  # <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>; empty where the image is elsewhere.
  ecr = try(regex("^([0-9]{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/([^:@]+)", var.image), [])

  # The ARN of a secret has seven parts; what is behind them says which field of its JSON is meant.
  secret_arns = distinct([for arn in values(local.secrets) : join(":", slice(split(":", arn), 0, 7))])
}

data "aws_iam_policy_document" "execution" {
  # ECR knows no ARN for its token.
  dynamic "statement" {
    for_each = length(local.ecr) > 0 ? ["*"] : []

    content {
      sid       = "SignInToEcr"
      actions   = ["ecr:GetAuthorizationToken"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = length(local.ecr) > 0 ? ["arn:${local.partition}:ecr:${local.ecr[1]}:${local.ecr[0]}:repository/${local.ecr[2]}"] : []

    content {
      sid       = "PullImage"
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = local.secret_arns
  }

  dynamic "statement" {
    for_each = length(var.secrets_kms_key_arns) > 0 ? [var.secrets_kms_key_arns] : []

    content {
      sid       = "KeysOfSecrets"
      actions   = ["kms:Decrypt"]
      resources = statement.value
    }
  }
}
