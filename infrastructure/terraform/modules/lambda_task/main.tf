# Makes of a task's file and a package of code the function that the service's runner lambda invokes, its role, its log group,
# and what task_channels makes for it.

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.id

  task       = trimsuffix(basename(var.task_file), ".yaml")
  file       = yamldecode(file(var.task_file))
  statements = try(local.file.policy, [])
  labels     = try({ for key, value in local.file.labels : key => tostring(value) }, {})

  # The service invokes what the file names: a name or an ARN, perhaps with a version or an alias.
  reference     = regex("^(?:(?P<arn>arn:[^:]+:lambda:[^:]+:[0-9]{12}):function:)?(?P<name>[A-Za-z0-9_-]{1,64})(?::(?P<qualifier>[A-Za-z0-9$_-]+))?$", local.file.lambda)
  function_name = local.reference.name
  aliases       = local.reference.qualifier == null || can(regex("^([0-9]+|\\$LATEST)$", local.reference.qualifier)) ? {} : { named = local.reference.qualifier }
  function_arn  = "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${local.function_name}"

  log_group = "/aws/lambda/${local.function_name}"

  # A role's name has at most 64 characters. A part of a hash keeps long names apart.
  label      = "${var.name}-${local.task}"
  role_label = length(local.label) <= 52 ? local.label : "${substr(local.label, 0, 43)}-${substr(sha256(local.label), 0, 8)}"
}

resource "aws_cloudwatch_log_group" "function" {
  name              = local.log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  skip_destroy      = !var.transient_workspace
  tags              = var.tags
}

resource "aws_lambda_function" "this" {
  function_name = local.function_name
  description   = substr(try(local.file.title, local.task), 0, 256)
  role          = aws_iam_role.function.arn
  handler       = var.handler
  runtime       = var.runtime
  architectures = [var.architecture]
  layers        = var.layers
  memory_size   = var.memory
  timeout       = var.scan_timeout
  kms_key_arn   = var.environment_kms_key_arn

  filename          = var.package_path
  source_code_hash  = var.package_path == null ? null : filebase64sha256(var.package_path)
  s3_bucket         = try(var.package_s3.bucket, null)
  s3_key            = try(var.package_s3.key, null)
  s3_object_version = try(var.package_s3.version, null)

  # An alias names a version, and a version is made only where one is published.
  publish = length(local.aliases) > 0

  reserved_concurrent_executions = var.reserved_concurrency == null ? -1 : var.reserved_concurrency

  ephemeral_storage {
    size = var.ephemeral_storage
  }

  # The service finds an invocation's lines by the id of its request, which plain text of some runtimes does not have.
  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  dynamic "environment" {
    for_each = length(var.environment) == 0 ? [] : [var.environment]

    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = var.vpc == null ? [] : [var.vpc]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  tags = merge(var.tags, local.labels, { task = local.task })

  # Without its rights the first invocations would write no log.
  depends_on = [aws_iam_role_policy.function]

  lifecycle {
    precondition {
      condition     = local.reference.arn == null || local.reference.arn == "arn:${local.partition}:lambda:${local.region}:${local.account}"
      error_message = "lambda in ${var.task_file} names a function of another account or region; the function that is made here is ${local.function_arn}."
    }
  }
}

resource "aws_lambda_alias" "this" {
  for_each = local.aliases

  name             = each.value
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

# What becomes of an invocation that the service sent. Whether it is tried again is said by the task's attempts and not by Lambda,
# whose retries the service refuses anyway.
resource "aws_lambda_function_event_invoke_config" "this" {
  function_name                = aws_lambda_function.this.function_name
  qualifier                    = local.reference.qualifier
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = var.start_within

  dynamic "destination_config" {
    for_each = var.destination ? [var.data.lambda_results_queue_arn] : []

    content {
      on_success {
        destination = destination_config.value
      }

      on_failure {
        destination = destination_config.value
      }
    }
  }

  depends_on = [aws_lambda_alias.this, aws_iam_role_policy.function]
}

resource "aws_lambda_permission" "service" {
  for_each = var.service_role_arn == null ? {} : { service = var.service_role_arn }

  statement_id  = "ServiceInvokes"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  qualifier     = local.reference.qualifier
  principal     = each.value

  depends_on = [aws_lambda_alias.this]
}

module "channels" {
  source = "../task_channels"

  name                              = var.name
  tags                              = var.tags
  task                              = local.task
  stage                             = var.stage
  source_stage                      = var.ssm_source_stage
  queue                             = try({ name = local.file.queue.name, dead_letter = try(local.file.queue.dead_letter, "${local.file.queue.name}-dlq") }, null)
  visibility_seconds                = var.scan_timeout + 1
  queue_kms_key_arn                 = var.queue_kms_key_arn
  topic_kms_key_arn                 = var.data.kms_key_arn
  service_role_arn                  = var.service_role_arn
  operator_pages                    = var.operator_pages
  senders                           = var.senders
  subscribe_input_to_scan_initiator = var.subscribe_input_to_scan_initiator
  scan_initiator_topic_arn          = var.scan_initiator_topic_arn
  results_topic_name                = local.topic_name
  subscribe_es_to_output            = var.subscribe_es_to_output
  search_ingestion_queue_arn        = var.search_ingestion_queue_arn

  parameters = {
    "function/arn"       = aws_lambda_function.this.arn
    "task_role/arn"      = aws_iam_role.function.arn
    "log_group/name"     = local.log_group
    "results/bucket/arn" = var.data.results_bucket_arn
    "results/bucket/id"  = var.data.results_bucket_name
  }
}

locals {
  # Where the task's file names a topic, that is the topic which the service publishes to, so that one is made.
  named_topic = try(local.file.results.sns_topic_arn, null)
  topic_name  = local.named_topic == null ? null : reverse(split(":", local.named_topic))[0]
}

check "documents_go_to_the_topic" {
  assert {
    condition     = local.named_topic == null || local.named_topic == module.channels.planned_results_topic_arn
    error_message = "results.sns_topic_arn of ${var.task_file} names a topic of another account or region; the topic that is made here is ${module.channels.planned_results_topic_arn}."
  }
}
