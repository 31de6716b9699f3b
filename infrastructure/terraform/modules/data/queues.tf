locals {
  # A message has thirty deliveries with a minute between them, so a system that a route asks may be away for half an hour, and
  # a week in the queue, so the service may be away for a week.
  job_queue     = { deliveries = 30, kept_seconds = 7 * 24 * 3600 }
  wake_up_queue = { deliveries = 5, kept_seconds = 3600 }

  queues = merge(
    { trigger = local.job_queue, task-state = local.job_queue, results = local.job_queue },
    { for key in var.lambda_destination ? ["lambda-results"] : [] : key => local.job_queue },
    { for key in var.fleet ? ["fleet"] : [] : key => local.job_queue },
    # A wake-up that cannot be read will never be readable, and the sweep makes up for a lost one.
    { for key in var.wake_up == "queue" ? ["wake-up"] : [] : key => local.wake_up_queue },
  )

  # ARNs are put together from names, so that policies are known, and can be reviewed and tested, before anything is made.
  queue_arns = {
    for name in flatten([for key in keys(local.queues) : [key, "${key}-dlq"]]) :
    name => "arn:${local.partition}:sqs:${local.here}:${var.name}-${name}"
  }
}

resource "aws_sqs_queue" "dead_letter" {
  for_each = local.queues

  name                              = "${var.name}-${each.key}-dlq"
  message_retention_seconds         = 14 * 24 * 3600
  kms_master_key_id                 = local.kms_key_arn
  kms_data_key_reuse_period_seconds = 3600
  tags                              = var.tags
}

resource "aws_sqs_queue" "this" {
  for_each = local.queues

  name                              = "${var.name}-${each.key}"
  visibility_timeout_seconds        = var.visibility_seconds
  message_retention_seconds         = each.value.kept_seconds
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = local.kms_key_arn
  kms_data_key_reuse_period_seconds = 3600
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter[each.key].arn
    maxReceiveCount     = each.value.deliveries
  })
  tags = var.tags
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letter" {
  for_each = local.queues

  queue_url = aws_sqs_queue.dead_letter[each.key].url
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.this[each.key].arn]
  })
}

# A queue has one policy: a second resource for the same queue would overwrite the first.
resource "aws_sqs_queue_policy" "this" {
  for_each = local.queues

  queue_url = aws_sqs_queue.this[each.key].url
  policy    = data.aws_iam_policy_document.queue[each.key].json
}

resource "aws_sqs_queue_policy" "dead_letter" {
  for_each = local.queues

  queue_url = aws_sqs_queue.dead_letter[each.key].url
  policy    = data.aws_iam_policy_document.queue["${each.key}-dlq"].json
}

locals {
  # Who may send by a queue's policy. Roles of this account may be allowed by their own policies as well, so give
  # sqs:SendMessage on these queues to nobody but the service: it believes what the messages say.
  service_senders = {
    results    = [{ sid = "ResultsBucketSends", service = "s3.amazonaws.com", source_arns = [local.bucket_arns["results"]], own = true }]
    task-state = [{ sid = "TaskStateRuleSends", service = "events.amazonaws.com", source_arns = [local.rule_arn], own = true }]
    trigger = concat(
      [
        for name, sender in var.trigger_senders :
        { sid = "Sender${name}", service = sender.service, source_arns = sender.source_arns, own = false }
        if sender.service != null
      ],
      [
        for topics in length(var.input_subscriptions) > 0 ? [values(var.input_subscriptions)] : [] :
        { sid = "SubscribedTopicsSend", service = "sns.amazonaws.com", source_arns = topics, own = false }
      ],
    )
  }
  principal_senders = {
    trigger = { for name, sender in var.trigger_senders : name => sender.principal_arns if length(sender.principal_arns) > 0 }
  }
}

data "aws_iam_policy_document" "queue" {
  for_each = local.queue_arns

  statement {
    sid       = "OnlyByTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value]

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
    for_each = lookup(local.service_senders, each.key, [])

    content {
      sid       = statement.value.sid
      actions   = ["sqs:SendMessage"]
      resources = [each.value]

      principals {
        type        = "Service"
        identifiers = [statement.value.service]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = statement.value.source_arns
      }

      # The ARN of a bucket does not name its account, and a bucket that was deleted can be made again by anybody.
      dynamic "condition" {
        for_each = statement.value.own ? [local.account] : []

        content {
          test     = "StringEquals"
          variable = "aws:SourceAccount"
          values   = [condition.value]
        }
      }
    }
  }

  dynamic "statement" {
    for_each = lookup(local.principal_senders, each.key, {})

    content {
      sid       = "Sender${statement.key}"
      actions   = ["sqs:SendMessage"]
      resources = [each.value]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }
    }
  }
}

resource "aws_sns_topic_subscription" "trigger" {
  for_each = var.input_subscriptions

  topic_arn            = each.value
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this["trigger"].arn
  raw_message_delivery = true

  # The topic's first messages would be refused before the queue's policy allows them.
  depends_on = [aws_sqs_queue_policy.this]
}

resource "aws_cloudwatch_metric_alarm" "dead_letter" {
  for_each = local.queues

  alarm_name          = "${aws_sqs_queue.dead_letter[each.key].name}-has-messages"
  alarm_description   = "A message was set aside. docs/troubleshooting.md says how to find its reason; its copy is in the bucket of dead letters."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.dead_letter[each.key].name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  # SQS sends no metrics of a queue that nobody has used for six hours.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.alarm_topic_arns
  ok_actions         = var.alarm_topic_arns
  tags               = var.tags
}
