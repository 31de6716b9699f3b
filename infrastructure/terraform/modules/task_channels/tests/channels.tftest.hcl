mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1", name = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\": \"2012-10-17\", \"Statement\": []}" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:made", url = "https://sqs.eu-west-1.amazonaws.com/123456789012/made" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:made" }
  }
}

variables {
  name  = "scans"
  task  = "nmap"
  stage = "live"
}

run "makes_a_topic_and_no_queue_by_default" {
  command = plan

  assert {
    condition     = length(aws_sqs_queue.requests) == 0 && length(aws_sqs_queue.dead_letters) == 0 && output.queue_name == null
    error_message = "A task whose file names no queue got one."
  }
  assert {
    condition     = aws_sns_topic.results.name == "scans-nmap-results" && aws_sns_topic.results.kms_master_key_id == "alias/aws/sns"
    error_message = "The topic has another name, or is not encrypted."
  }
}

run "makes_a_queue_with_its_dead_letters" {
  command = apply

  variables {
    queue = { name = "nmap-requests", dead_letter = "nmap-requests-dlq" }
  }

  assert {
    condition     = aws_sqs_queue.requests["own"].visibility_timeout_seconds == 121 && aws_sqs_queue.requests["own"].message_retention_seconds == 604800 && aws_sqs_queue.dead_letters["own"].message_retention_seconds == 1209600
    error_message = "The times of the queues are others than the service counts on."
  }
  assert {
    condition     = jsondecode(aws_sqs_queue.requests["own"].redrive_policy) == { deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:made", maxReceiveCount = 30 }
    error_message = "The queue has no dead letter queue."
  }
  assert {
    condition     = aws_sqs_queue.requests["own"].sqs_managed_sse_enabled && aws_sqs_queue.dead_letters["own"].sqs_managed_sse_enabled
    error_message = "The queues are not encrypted."
  }
  assert {
    condition     = length(aws_sqs_queue_policy.requests) == 1 && length(aws_sqs_queue_policy.dead_letters) == 1
    error_message = "Each queue has exactly one policy."
  }
  assert {
    condition     = output.parameter_names["task_queue/url"] == "/scans/live/tasks/nmap/task_queue/url"
    error_message = "Other systems would not find the queue."
  }
}

run "subscribes_in_the_source_stage" {
  command = apply

  variables {
    queue                             = { name = "nmap-requests", dead_letter = "nmap-requests-dlq" }
    source_stage                      = "live"
    subscribe_input_to_scan_initiator = true
    scan_initiator_topic_arn          = "arn:aws:sns:eu-west-1:123456789012:scan-initiator"
    subscribe_es_to_output            = true
    search_ingestion_queue_arn        = "arn:aws:sqs:eu-west-1:123456789012:search-ingestion"
  }

  assert {
    condition     = aws_sns_topic_subscription.requests["scan-initiator"].raw_message_delivery == true
    error_message = "The service refuses messages in SNS's envelope."
  }
  assert {
    condition     = aws_sns_topic_subscription.results["search"].endpoint == "arn:aws:sqs:eu-west-1:123456789012:search-ingestion" && output.search_platform_subscribed
    error_message = "The search platform is not subscribed."
  }
}

# The tests of a change must neither scan what the real stage is told to scan nor fill its search platform.
run "subscribes_nothing_in_another_stage" {
  command = plan

  variables {
    queue                             = { name = "nmap-requests", dead_letter = "nmap-requests-dlq" }
    stage                             = "pull-request-7"
    source_stage                      = "live"
    subscribe_input_to_scan_initiator = true
    scan_initiator_topic_arn          = "arn:aws:sns:eu-west-1:123456789012:scan-initiator"
    subscribe_es_to_output            = true
    search_ingestion_queue_arn        = "arn:aws:sqs:eu-west-1:123456789012:search-ingestion"
  }

  assert {
    condition     = length(aws_sns_topic_subscription.requests) == 0 && length(aws_sns_topic_subscription.results) == 0
    error_message = "An installation for tests took part in the real one."
  }
}

run "refuses_a_subscription_without_a_queue" {
  command = plan

  variables {
    subscribe_input_to_scan_initiator = true
    scan_initiator_topic_arn          = "arn:aws:sns:eu-west-1:123456789012:scan-initiator"
  }

  expect_failures = [var.subscribe_input_to_scan_initiator]
}

run "refuses_a_subscription_to_nobody" {
  command = plan

  variables {
    queue                             = { name = "nmap-requests", dead_letter = "nmap-requests-dlq" }
    subscribe_input_to_scan_initiator = true
  }

  expect_failures = [var.subscribe_input_to_scan_initiator]
}

run "refuses_a_subscriber_that_is_nobody" {
  command = plan

  variables {
    subscribe_es_to_output = true
  }

  expect_failures = [var.subscribe_es_to_output]
}

run "refuses_a_whole_account_as_sender" {
  command = plan

  variables {
    senders = { everybody = "arn:aws:iam::123456789012:root" }
  }

  expect_failures = [var.senders]
}

run "refuses_a_fifo_queue" {
  command = plan

  variables {
    queue = { name = "nmap.fifo", dead_letter = "nmap-dlq.fifo" }
  }

  expect_failures = [var.queue]
}
