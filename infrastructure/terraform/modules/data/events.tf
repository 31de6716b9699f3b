locals {
  rule_name = "${var.name}-task-state"
  rule_arn  = "arn:${local.partition}:events:${local.here}:rule/${local.rule_name}"
  pipe      = var.wake_up == "queue" ? toset(["wake-up"]) : toset([])
  pipe_name = "${var.name}-wake-up"
}

resource "aws_cloudwatch_event_rule" "task_state" {
  name        = local.rule_name
  description = "Tasks that run or have stopped, for the service"
  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn = var.cluster_arns
      lastStatus = ["RUNNING", "STOPPED"]
    }
  })
  tags = var.tags
}

# The sweep makes up for an event that EventBridge could not deliver within a day, so there is no dead letter queue.
resource "aws_cloudwatch_event_target" "task_state" {
  rule      = aws_cloudwatch_event_rule.task_state.name
  target_id = "queue"
  arn       = aws_sqs_queue.this["task-state"].arn
}

resource "aws_pipes_pipe" "wake_up" {
  for_each = local.pipe

  name        = local.pipe_name
  description = "Changes of executions, for several instances of the service"
  role_arn    = aws_iam_role.pipe[each.key].arn
  source      = aws_dynamodb_table.this["executions"].stream_arn
  target      = aws_sqs_queue.this["wake-up"].arn
  tags        = var.tags

  source_parameters {
    # Each message costs as much as a small write. Slots, leases and parts of jobs change often and wake nobody, and an
    # execution whose row is deleted needs nothing.
    filter_criteria {
      filter {
        pattern = jsonencode({
          eventName = ["INSERT", "MODIFY"]
          dynamodb  = { Keys = { SK = { S = [{ prefix = "JIT_EVENT#" }] } } }
        })
      }
    }

    dynamodb_stream_parameters {
      starting_position = "LATEST"
      # A record that waits for longer is older than the sweep, which has found its work by then.
      maximum_record_age_in_seconds = 3600
      maximum_retry_attempts        = 100
    }
  }

  # The pipe tries its role when it is made.
  depends_on = [aws_iam_role_policy.pipe]
}

resource "aws_iam_role" "pipe" {
  for_each = local.pipe

  name               = local.pipe_name
  description        = "The pipe from the stream of ${var.name} to its queue of wake-ups"
  assume_role_policy = data.aws_iam_policy_document.pipe_trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "pipe" {
  for_each = local.pipe

  name   = "pipe"
  role   = aws_iam_role.pipe[each.key].name
  policy = data.aws_iam_policy_document.pipe[each.key].json
}

data "aws_iam_policy_document" "pipe_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["pipes.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:pipes:${local.here}:pipe/${local.pipe_name}"]
    }
  }
}

data "aws_iam_policy_document" "pipe" {
  for_each = local.pipe

  statement {
    sid       = "ReadStream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
    resources = ["arn:${local.partition}:dynamodb:${local.here}:table/${var.name}/stream/*"]
  }

  statement {
    sid       = "SendWakeUps"
    actions   = ["sqs:SendMessage"]
    resources = [local.queue_arns["wake-up"]]
  }

  statement {
    sid       = "UseKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.kms_key_arn]
  }
}
