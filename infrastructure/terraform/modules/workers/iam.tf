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
  description        = "What workers of ${var.name} do, and all that they run"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "task" {
  name   = "worker"
  role   = aws_iam_role.task.name
  policy = data.aws_iam_policy_document.task.json
}

resource "aws_iam_role_policy" "more" {
  for_each = var.policy_documents

  name   = each.key
  role   = aws_iam_role.task.name
  policy = each.value
}

data "aws_iam_policy_document" "task" {
  statement {
    sid       = "TakeMessages"
    actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]
    resources = [var.data.fleet_queue_arn]
  }

  statement {
    sid       = "SetMessagesAside"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [var.data.dead_letter_queue_arns["fleet"]]
  }

  # A worker that has work is not to be ended when there are to be fewer workers.
  statement {
    sid       = "ProtectTasks"
    actions   = ["ecs:UpdateTaskProtection"]
    resources = ["arn:${local.partition}:ecs:${local.here}:task/${var.cluster_name}/*"]
  }

  statement {
    sid       = "UseKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.data.kms_key_arn]
  }
}

# What ECS does before the container runs.
resource "aws_iam_role" "execution" {
  name               = "${local.family}-start"
  description        = "ECS, while it starts a worker of ${var.name}"
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
  secret_arns = distinct([for arn in values(var.secrets) : join(":", slice(split(":", arn), 0, 7))])
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

  dynamic "statement" {
    for_each = length(local.secret_arns) > 0 ? [local.secret_arns] : []

    content {
      sid       = "ReadSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = statement.value
    }
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
