mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/made" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:eu-west-1:123456789012:queue"
      url = "https://sqs.eu-west-1.amazonaws.com/123456789012/queue"
    }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = {
      arn        = "arn:aws:dynamodb:eu-west-1:123456789012:table/executions"
      stream_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/executions/stream/2026-01-01T00:00:00.000"
    }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/role" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:topic" }
  }
}

variables {
  name         = "executions"
  cluster_arns = ["arn:aws:ecs:eu-west-1:123456789012:cluster/executions"]
}

run "what_one_instance_needs" {
  assert {
    condition     = toset(keys(aws_sqs_queue.this)) == toset(["trigger", "task-state", "results"])
    error_message = "By default there are the three queues that every installation needs."
  }
  assert {
    condition     = toset(keys(aws_dynamodb_table.this)) == toset(["executions", "assets", "audit"])
    error_message = "By default there are three tables."
  }
  assert {
    condition     = length(aws_pipes_pipe.wake_up) == 0 && length(aws_sns_topic.this) == 0
    error_message = "By default there is neither a pipe nor a topic."
  }
  assert {
    condition     = alltrue([for table in aws_dynamodb_table.this : table.deletion_protection_enabled && table.server_side_encryption[0].enabled])
    error_message = "Each table is encrypted and protected from deletion."
  }
  assert {
    condition     = toset([for bucket in aws_s3_bucket.this : bucket.bucket]) == toset(["executions-123456789012-input", "executions-123456789012-results", "executions-123456789012-dead-letters"])
    error_message = "The names of the buckets have the account's number."
  }
  assert {
    condition     = alltrue([for bucket in aws_s3_bucket.this : !bucket.force_destroy])
    error_message = "No bucket is destroyed with what is in it."
  }
  assert {
    condition     = output.kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/made" && aws_kms_key.data["own"].enable_key_rotation
    error_message = "Without a key of the user's there is one of the module's own, which rotates."
  }
  assert {
    condition     = output.wake_up_queue_name == null && output.fleet_queue_arn == null && output.archive_bucket_name == null && output.events_topic_arn == null
    error_message = "The outputs of what is not there are null."
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.dead_letter) == length(aws_sqs_queue.dead_letter)
    error_message = "Each dead letter queue has an alarm."
  }
}

run "everything" {
  variables {
    wake_up             = "queue"
    fleet               = true
    lambda_destination  = true
    archive             = true
    topics              = ["events", "results", "documents"]
    transient_workspace = true
    deletion_protection = false
    kms_key_arn         = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
    input_subscriptions = { scans = "arn:aws:sns:eu-west-1:123456789012:scans" }
  }

  assert {
    condition     = toset(keys(output.queue_names)) == toset(["trigger", "task-state", "results", "lambda-results", "fleet", "wake-up"])
    error_message = "All six queues are there."
  }
  assert {
    condition     = jsondecode(aws_sqs_queue.this["wake-up"].redrive_policy).maxReceiveCount == 5 && aws_sqs_queue.this["wake-up"].message_retention_seconds == 3600
    error_message = "Wake-ups are delivered five times within an hour."
  }
  assert {
    condition     = output.kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/theirs" && length(aws_kms_key.data) == 0
    error_message = "The user's key is used, and no other is made."
  }
  assert {
    condition     = alltrue([for bucket in aws_s3_bucket.this : bucket.force_destroy])
    error_message = "In a transient workspace buckets go with what is in them."
  }
  assert {
    condition     = aws_sns_topic_subscription.trigger["scans"].raw_message_delivery
    error_message = "The trigger queue is subscribed with raw delivery."
  }
  assert {
    condition     = length(aws_sqs_queue_policy.this) + length(aws_sqs_queue_policy.dead_letter) == 12
    error_message = "Each queue has exactly one policy."
  }
}

run "recovery_may_be_off" {
  command = plan

  variables {
    point_in_time_recovery_days = 0
    audit                       = false
  }

  assert {
    condition     = alltrue([for table in aws_dynamodb_table.this : !try(table.point_in_time_recovery[0].enabled, false)])
    error_message = "No table can be restored by time."
  }
  assert {
    condition     = output.audit_table_name == null
    error_message = "There is no table of who did what."
  }
}

run "a_key_of_the_same_plan" {
  command = plan

  variables {
    create_kms_key = false
    kms_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
  }

  assert {
    condition     = length(aws_kms_key.data) == 0
    error_message = "No key is made."
  }
}

run "refuses_wrong_names" {
  command = plan

  variables {
    name          = "Executions"
    bucket_prefix = "My_Buckets"
  }

  expect_failures = [var.name, var.bucket_prefix]
}

run "refuses_wrong_values" {
  command = plan

  variables {
    cluster_arns                = ["executions"]
    wake_up                     = "poll"
    point_in_time_recovery_days = 36
    results_days                = 7
    topics                      = ["all"]
    visibility_seconds          = 0
  }

  expect_failures = [
    var.cluster_arns, var.wake_up, var.point_in_time_recovery_days, var.results_days, var.topics, var.visibility_seconds,
  ]
}

run "refuses_a_service_that_sends_for_anybody" {
  command = plan

  variables {
    trigger_senders = { rules = { service = "events.amazonaws.com" } }
  }

  expect_failures = [var.trigger_senders]
}

run "refuses_everybody_as_sender" {
  command = plan

  variables {
    trigger_senders = { all = { principal_arns = ["*"] } }
  }

  expect_failures = [var.trigger_senders]
}
