data "aws_iam_policy_document" "assume" {
  statement {
    sid     = "TasksOfThisAccount"
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
      values   = ["arn:${local.partition}:ecs:${local.region}:${local.account}:*"]
    }
  }
}

resource "aws_iam_role" "producer" {
  name               = "${var.name}-producer"
  description        = "What the load producer may do: write to one topic of one cluster"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = var.tags
}

data "aws_iam_policy_document" "producer" {
  statement {
    sid       = "ConnectToCluster"
    actions   = concat(["kafka-cluster:Connect"], local.idempotent ? ["kafka-cluster:WriteDataIdempotently"] : [])
    resources = [aws_msk_cluster.this.arn]
  }

  statement {
    sid       = "MakeAndWriteTopic"
    actions   = concat(["kafka-cluster:CreateTopic", "kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"], local.verifies ? ["kafka-cluster:ReadData"] : [])
    resources = [local.topic_arn]
  }

  dynamic "statement" {
    for_each = local.namespace == null ? [] : [local.namespace]

    content {
      sid       = "SendMetrics"
      actions   = ["cloudwatch:PutMetricData"]
      resources = ["*"] # CloudWatch has no ARN for metrics; the condition takes its place.

      condition {
        test     = "StringEquals"
        variable = "cloudwatch:namespace"
        values   = [statement.value]
      }
    }
  }

  # IAM_ROLE_ARN in ecs_environment signs in to Kafka as another role.
  dynamic "statement" {
    for_each = local.own_signing ? [] : [local.assumes]

    content {
      sid       = "SignInAsAnotherRole"
      actions   = ["sts:AssumeRole"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role_policy" "producer" {
  name   = "producer"
  role   = aws_iam_role.producer.name
  policy = data.aws_iam_policy_document.producer.json
}

resource "aws_iam_role" "start" {
  name               = "${var.name}-start"
  description        = "What ECS may do to start the load producer: pull its image, write its log"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = var.tags
}

data "aws_iam_policy_document" "start" {
  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_group}:*"]
  }

  dynamic "statement" {
    for_each = local.repository == null ? [] : [local.repository]

    content {
      sid       = "SignInToRegistry"
      actions   = ["ecr:GetAuthorizationToken"]
      resources = ["*"] # The action has no resource.
    }
  }

  dynamic "statement" {
    for_each = local.repository == null ? [] : [local.repository]

    content {
      sid       = "PullImage"
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role_policy" "start" {
  name   = "start"
  role   = aws_iam_role.start.name
  policy = data.aws_iam_policy_document.start.json
}
