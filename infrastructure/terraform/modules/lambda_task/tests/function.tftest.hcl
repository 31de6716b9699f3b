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
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:made", url = "https://sqs.eu-west-1.amazonaws.com/123456789012/made" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:made" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:made", version = "3" }
  }
}

variables {
  name         = "scans"
  task_file    = "tests/fixtures/word-count.yaml"
  package_path = "tests/fixtures/package.txt"
  handler      = "words.handler"
  data = {
    results_bucket_name      = "scans-results"
    results_bucket_arn       = "arn:aws:s3:::scans-results"
    lambda_results_queue_arn = "arn:aws:sqs:eu-west-1:123456789012:scans-lambda-results"
  }
}

run "makes_the_function_of_the_file" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.function_name == "word-count" && aws_lambda_function.this.handler == "words.handler" && aws_lambda_function.this.timeout == 120
    error_message = "The function is not the one that the service invokes."
  }
  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == -1 && aws_lambda_function.this.tracing_config[0].mode == "PassThrough"
    error_message = "Concurrency is reserved, or traces are sent, and nobody asked for it."
  }
  assert {
    condition     = aws_lambda_function.this.logging_config[0].log_format == "JSON" && aws_cloudwatch_log_group.function.name == "/aws/lambda/word-count"
    error_message = "The service would not find what an invocation printed."
  }
  assert {
    condition     = aws_lambda_function.this.tags.team == "blue"
    error_message = "The labels of the file are not tags."
  }
  assert {
    condition     = output.task_queue_name == "word-count-requests" && output.task_dead_letter_queue_name == "word-count-letters"
    error_message = "The queues are not those of the file."
  }
}

# The task's own attempts say what is tried again.
run "leaves_retries_to_the_service_and_tells_it_of_each_end" {
  command = plan

  assert {
    condition     = aws_lambda_function_event_invoke_config.this.maximum_retry_attempts == 0 && aws_lambda_function_event_invoke_config.this.maximum_event_age_in_seconds == 900
    error_message = "Lambda would try again by itself."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.this.destination_config[0].on_failure[0].destination == "arn:aws:sqs:eu-west-1:123456789012:scans-lambda-results" && aws_lambda_function_event_invoke_config.this.destination_config[0].on_success[0].destination == "arn:aws:sqs:eu-west-1:123456789012:scans-lambda-results"
    error_message = "The service would not hear of an end."
  }
}

run "publishes_a_version_for_an_alias" {
  command = apply

  variables {
    task_file        = "tests/fixtures/aliased.yaml"
    service_role_arn = "arn:aws:iam::123456789012:role/scans-service"
  }

  assert {
    condition     = aws_lambda_function.this.publish && aws_lambda_alias.this["named"].name == "live" && aws_lambda_alias.this["named"].function_version == "3"
    error_message = "The alias names no version."
  }
  assert {
    condition     = aws_lambda_permission.service["service"].qualifier == "live" && aws_lambda_permission.service["service"].principal == "arn:aws:iam::123456789012:role/scans-service"
    error_message = "The service may not invoke the alias."
  }
  assert {
    condition     = output.function_arn == "arn:aws:lambda:eu-west-1:123456789012:function:made:live"
    error_message = "The service module would not let the service invoke the alias."
  }
}

# A pipeline uploads new code; without a version of the object Terraform plans nothing for it.
run "leaves_code_of_a_pipeline_alone" {
  command = plan

  variables {
    package_path = null
    package_s3   = { bucket = "packages", key = "word-count.zip" }
  }

  assert {
    condition     = aws_lambda_function.this.s3_bucket == "packages" && aws_lambda_function.this.s3_object_version == null && aws_lambda_function.this.filename == null
    error_message = "The code does not come from S3, or a version is held."
  }
}

run "reserves_and_traces_where_asked" {
  command = plan

  variables {
    reserved_concurrency = 5
    tracing              = true
    destination          = false
    vpc                  = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 5 && aws_lambda_function.this.tracing_config[0].mode == "Active"
    error_message = "Concurrency or traces are not as asked."
  }
  assert {
    condition     = length(aws_lambda_function_event_invoke_config.this.destination_config) == 0
    error_message = "There is a destination that nobody reads."
  }
}

run "refuses_two_packages" {
  command = plan

  variables {
    package_s3 = { bucket = "packages", key = "word-count.zip" }
  }

  expect_failures = [var.package_path]
}

run "refuses_a_package_that_is_not_there" {
  command = plan

  variables {
    package_path = "tests/fixtures/none.zip"
  }

  expect_failures = [var.package_path]
}

run "refuses_a_file_without_a_function" {
  command = plan

  variables {
    task_file = "tests/fixtures/container.yaml"
  }

  expect_failures = [var.task_file]
}

run "refuses_a_function_of_another_account" {
  command = plan

  variables {
    task_file = "tests/fixtures/elsewhere.yaml"
  }

  expect_failures = [aws_lambda_function.this]
}

run "refuses_a_destination_that_is_not_made" {
  command = plan

  variables {
    data = {
      results_bucket_name = "scans-results"
      results_bucket_arn  = "arn:aws:s3:::scans-results"
    }
  }

  expect_failures = [var.destination]
}

run "refuses_to_never_start" {
  command = plan

  variables {
    reserved_concurrency = 0
  }

  expect_failures = [var.reserved_concurrency]
}
