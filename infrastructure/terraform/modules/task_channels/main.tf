# What a task has beside its container or function: its own queue of requests, a topic for its documents, and parameters
# under which other systems find both. ecs_task and lambda_task share this module, so both kinds of task look alike from outside.

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.id

  # An installation for tests has a stage of its own and takes its shared parts from the source stage. It must neither take
  # requests from there nor fill the search platform with what its tests find.
  shares = coalesce(var.source_stage, var.stage) == var.stage

  queues     = var.queue == null ? {} : { own = var.queue }
  initiators = local.shares && var.subscribe_input_to_scan_initiator ? { scan-initiator = var.scan_initiator_topic_arn } : {}
  ingestions = local.shares && var.subscribe_es_to_output ? { search = var.search_ingestion_queue_arn } : {}

  topic_name = coalesce(var.results_topic_name, "${var.name}-${var.task}-results")

  # The ARNs are made of the names, so that the policies are known when Terraform plans.
  queue_arn       = var.queue == null ? null : "arn:${local.partition}:sqs:${local.region}:${local.account}:${var.queue.name}"
  dead_letter_arn = var.queue == null ? null : "arn:${local.partition}:sqs:${local.region}:${local.account}:${var.queue.dead_letter}"
  topic_arn       = "arn:${local.partition}:sns:${local.region}:${local.account}:${local.topic_name}"

  service_roles   = var.service_role_arn == null ? {} : { service = var.service_role_arn }
  service_senders = { for name, sender in var.senders : name => sender if !startswith(sender, "arn:") }
  role_senders    = { for name, sender in var.senders : name => sender if startswith(sender, "arn:") }
}

# --- the task's own queue

resource "aws_sqs_queue" "dead_letters" {
  for_each = local.queues

  name                      = each.value.dead_letter
  message_retention_seconds = 14 * 24 * 3600 # The most that SQS has: a moved message keeps its age, so a week is left to look at it.
  kms_master_key_id         = var.queue_kms_key_arn
  sqs_managed_sse_enabled   = var.queue_kms_key_arn == null ? true : null
  tags                      = merge(var.tags, { task = var.task })
}

resource "aws_sqs_queue" "requests" {
  for_each = local.queues

  name                       = each.value.name
  visibility_timeout_seconds = var.visibility_seconds
  message_retention_seconds  = 7 * 24 * 3600 # The service may be away for a week.
  receive_wait_time_seconds  = 20
  kms_master_key_id          = var.queue_kms_key_arn
  sqs_managed_sse_enabled    = var.queue_kms_key_arn == null ? true : null

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters[each.key].arn
    maxReceiveCount     = 30 # A system that a route asks may be away for half an hour.
  })

  tags = merge(var.tags, { task = var.task })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letters" {
  for_each = local.queues

  queue_url = aws_sqs_queue.dead_letters[each.key].url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.requests[each.key].arn]
  })
}

# A queue has one policy, and a second resource would overwrite the first, so all senders stand in this one.
data "aws_iam_policy_document" "requests" {
  for_each = local.queues

  statement {
    sid       = "OnlyByTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [local.queue_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = local.initiators

    content {
      sid       = "ScanInitiator"
      actions   = ["sqs:SendMessage"]
      resources = [local.queue_arn]

      principals {
        type        = "Service"
        identifiers = ["sns.amazonaws.com"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = [statement.value]
      }
    }
  }

  dynamic "statement" {
    for_each = local.role_senders

    content {
      sid       = "Sender${statement.key}"
      actions   = ["sqs:SendMessage", "sqs:GetQueueUrl"]
      resources = [local.queue_arn]

      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }

  dynamic "statement" {
    for_each = local.service_senders

    content {
      sid       = "Sender${statement.key}"
      actions   = ["sqs:SendMessage"]
      resources = [local.queue_arn]

      principals {
        type        = "Service"
        identifiers = [statement.value]
      }

      # Otherwise the service would send for anybody's account.
      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [local.account]
      }
    }
  }

  dynamic "statement" {
    for_each = local.service_roles

    content {
      sid       = "ServiceReads"
      actions   = ["sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]
      resources = [local.queue_arn]

      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }

  dynamic "statement" {
    for_each = var.operator_pages ? local.service_roles : {}

    content {
      sid       = "ServiceMovesBack"
      actions   = ["sqs:GetQueueAttributes", "sqs:SendMessage"]
      resources = [local.queue_arn]

      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }
}

data "aws_iam_policy_document" "dead_letters" {
  for_each = local.queues

  statement {
    sid       = "OnlyByTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [local.dead_letter_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = local.service_roles

    content {
      sid       = "ServiceSetsAsideAndArchives"
      actions   = ["sqs:GetQueueUrl", "sqs:SendMessage", "sqs:ReceiveMessage"]
      resources = [local.dead_letter_arn]

      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }

  dynamic "statement" {
    for_each = var.operator_pages ? local.service_roles : {}

    content {
      sid       = "ServiceMovesBack"
      actions   = ["sqs:GetQueueAttributes", "sqs:StartMessageMoveTask", "sqs:ListMessageMoveTasks", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage"]
      resources = [local.dead_letter_arn]

      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }
}

resource "aws_sqs_queue_policy" "requests" {
  for_each = local.queues

  queue_url = aws_sqs_queue.requests[each.key].url
  policy    = data.aws_iam_policy_document.requests[each.key].json
}

resource "aws_sqs_queue_policy" "dead_letters" {
  for_each = local.queues

  queue_url = aws_sqs_queue.dead_letters[each.key].url
  policy    = data.aws_iam_policy_document.dead_letters[each.key].json
}

resource "aws_sns_topic_subscription" "requests" {
  for_each = local.initiators

  topic_arn = each.value
  protocol  = "sqs"
  endpoint  = one(values(aws_sqs_queue.requests)).arn

  # The service refuses a message in SNS's envelope.
  raw_message_delivery = true

  # SNS sends as soon as it is subscribed, and what the policy refuses then is lost.
  depends_on = [aws_sqs_queue_policy.requests]
}

# --- the task's documents

resource "aws_sns_topic" "results" {
  name              = local.topic_name
  kms_master_key_id = coalesce(var.topic_kms_key_arn, "alias/aws/sns")
  tags              = merge(var.tags, { task = var.task })
}

data "aws_iam_policy_document" "results" {
  statement {
    sid       = "OnlyByTls"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [local.topic_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  # Who of this account may subscribe is said by the policies of its roles.
  statement {
    sid       = "AccountSubscribes"
    actions   = ["sns:Subscribe", "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"]
    resources = [local.topic_arn]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  dynamic "statement" {
    for_each = local.service_roles

    content {
      sid       = "ServicePublishes"
      actions   = ["sns:Publish"]
      resources = [local.topic_arn]

      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }
}

resource "aws_sns_topic_policy" "results" {
  arn    = aws_sns_topic.results.arn
  policy = data.aws_iam_policy_document.results.json
}

resource "aws_sns_topic_subscription" "results" {
  for_each = local.ingestions

  topic_arn            = aws_sns_topic.results.arn
  protocol             = "sqs"
  endpoint             = each.value
  raw_message_delivery = false # The search platform reads ParentKey and TemporalKey from the envelope's attributes.
}

# --- where other systems find it

locals {
  own_parameters = merge(
    {
      "results/arn"  = aws_sns_topic.results.arn
      "results/name" = local.topic_name
    },
    var.queue == null ? {} : {
      "task_queue/arn"              = one(values(aws_sqs_queue.requests)).arn
      "task_queue/url"              = one(values(aws_sqs_queue.requests)).url
      "task_queue/dead_letters/arn" = one(values(aws_sqs_queue.dead_letters)).arn
      "task_queue/dead_letters/url" = one(values(aws_sqs_queue.dead_letters)).url
    },
  )
}

resource "aws_ssm_parameter" "this" {
  for_each = merge(local.own_parameters, var.parameters)

  name  = "/${var.name}/${var.stage}/tasks/${var.task}/${each.key}"
  type  = "String"
  value = each.value
  tags  = var.tags
}
