data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  job_events = {
    for name, schedule in var.schedules : name => jsondecode(schedule.job_event) if schedule.job_event != null
  }

  # The service makes the id of an event of the event itself where it has none. So the time for which the event is due makes it
  # another event each time, and the same event where the scheduler sends it twice.
  messages = {
    for name, schedule in var.schedules : name => try(
      jsonencode(merge(local.job_events[name], {
        additional_attributes = merge(try(local.job_events[name].additional_attributes, {}), {
          schedule       = "${var.name}/${name}"
          scheduled_time = "<aws.scheduler.scheduled-time>"
        })
      })),
      schedule.request,
    )
  }
}

resource "aws_scheduler_schedule_group" "this" {
  name = var.name
  tags = var.tags
}

resource "aws_scheduler_schedule" "this" {
  for_each = var.schedules

  name                         = each.key
  group_name                   = aws_scheduler_schedule_group.this.name
  description                  = "Sends to ${element(split(":", var.queue_arn), -1)}"
  state                        = each.value.enabled ? "ENABLED" : "DISABLED"
  schedule_expression          = each.value.expression
  schedule_expression_timezone = each.value.timezone
  start_date                   = each.value.start
  end_date                     = each.value.end

  flexible_time_window {
    mode                      = each.value.flexible_minutes > 0 ? "FLEXIBLE" : "OFF"
    maximum_window_in_minutes = each.value.flexible_minutes > 0 ? each.value.flexible_minutes : null
  }

  target {
    arn      = var.queue_arn
    role_arn = aws_iam_role.this.arn
    # jsonencode writes < and > as \u003c and \u003e, which the scheduler would not know as the marks of its keywords.
    input = replace(replace(local.messages[each.key], "\\u003c", "<"), "\\u003e", ">")

    retry_policy {
      maximum_event_age_in_seconds = var.retry_hours * 3600
      maximum_retry_attempts       = 185
    }

    dead_letter_config {
      arn = aws_sqs_queue.dead_letter.arn
    }
  }

  # A schedule that is due before its role may send would lose its first message.
  depends_on = [aws_iam_role_policy.this]
}

resource "aws_iam_role" "this" {
  name               = "${var.name}-schedule"
  description        = "Sends the messages of the schedules ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "Scheduler"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    # Else schedules of other accounts, or other groups of this one, could send with this role.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values = [join(":", [
        "arn", data.aws_partition.current.partition, "scheduler", data.aws_region.current.id,
        data.aws_caller_identity.current.account_id, "schedule-group/${var.name}",
      ])]
    }
  }
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "Send"
    actions   = ["sqs:SendMessage"]
    resources = [var.queue_arn, aws_sqs_queue.dead_letter.arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "Encrypt"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]

      # The key encrypts more than queues.
      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["sqs.${data.aws_region.current.id}.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "send"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}

# What the queue did not take. The message says which schedule sent it and why it failed.
resource "aws_sqs_queue" "dead_letter" {
  name                      = "${var.name}-schedule-dlq"
  message_retention_seconds = 14 * 24 * 3600
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
  tags                      = var.tags
}

data "aws_iam_policy_document" "dead_letter" {
  statement {
    sid       = "OnlyByTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.dead_letter.arn]

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
}

resource "aws_sqs_queue_policy" "dead_letter" {
  queue_url = aws_sqs_queue.dead_letter.url
  policy    = data.aws_iam_policy_document.dead_letter.json
}

resource "aws_cloudwatch_metric_alarm" "dead_letter" {
  alarm_name          = "${aws_sqs_queue.dead_letter.name}-has-messages"
  alarm_description   = "A scheduled message could not be sent. The attributes ERROR_CODE and ERROR_MESSAGE of the message in ${var.name}-schedule-dlq say why."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.dead_letter.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = var.tags
}
