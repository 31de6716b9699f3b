# Who may take on both roles: tasks of ECS of this account and region, and nobody in their name.
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

# --- the container

resource "aws_iam_role" "task" {
  name               = "${local.role_label}-task"
  description        = "What the containers of the task ${local.task} may do"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = merge(var.tags, { task = local.task })
}

locals {
  # A task needs no right to be run: it reads its input and leaves its results by addresses that the service signs.
  task_rights = length(local.statements) > 0 || var.uploads_for_tenant != null || var.metrics_namespace != null || var.policy_documents.task != null
}

data "aws_iam_policy_document" "task" {
  source_policy_documents = compact([
    length(local.statements) == 0 ? null : jsonencode({ Version = "2012-10-17", Statement = local.statements }),
    var.policy_documents.task,
  ])

  dynamic "statement" {
    for_each = var.uploads_for_tenant == null ? [] : [var.uploads_for_tenant]

    content {
      sid       = "PutResultsOfOneTenant"
      actions   = ["s3:PutObject"]
      resources = ["${var.data.results_bucket_arn}/results/${statement.value}/*"]
    }
  }

  dynamic "statement" {
    for_each = var.uploads_for_tenant == null || var.data.kms_key_arn == null ? [] : [var.data.kms_key_arn]

    content {
      sid       = "EncryptResults"
      actions   = ["kms:GenerateDataKey"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${local.region}.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.metrics_namespace == null ? [] : [var.metrics_namespace]

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
}

resource "aws_iam_role_policy" "task" {
  for_each = local.task_rights ? toset(["task"]) : toset([])

  name   = each.key
  role   = aws_iam_role.task.name
  policy = data.aws_iam_policy_document.task.json
}

# --- what ECS does before the container runs

resource "aws_iam_role" "task_start" {
  name               = "${local.role_label}-task-start"
  description        = "What ECS may do to start the task ${local.task}: pull its image, read its secrets, write its log"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = merge(var.tags, { task = local.task })
}

data "aws_iam_policy_document" "task_start" {
  source_policy_documents = compact([var.policy_documents.task_start])

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

  dynamic "statement" {
    for_each = length(local.secret_arns) == 0 ? [] : [local.secret_arns]

    content {
      sid       = "ReadSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = length(local.parameter_arns) == 0 ? [] : [local.parameter_arns]

    content {
      sid       = "ReadParameters"
      actions   = ["ssm:GetParameters"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = var.secrets_kms_key_arn == null ? [] : [var.secrets_kms_key_arn]

    content {
      sid       = "DecryptSecrets"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${local.region}.amazonaws.com", "ssm.${local.region}.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role_policy" "task_start" {
  name   = "task-start"
  role   = aws_iam_role.task_start.name
  policy = data.aws_iam_policy_document.task_start.json
}

# --- the service, which does what a trigger and a parser of each task did elsewhere

resource "aws_iam_role_policy" "service" {
  for_each = var.policy_documents.service == null ? toset([]) : toset(["service"])

  name   = "task-${local.task}"
  role   = reverse(split("/", var.service_role_arn))[0]
  policy = var.policy_documents.service
}
