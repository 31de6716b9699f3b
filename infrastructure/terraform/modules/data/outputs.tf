output "table_name" {
  description = "Name of the executions table."
  value       = aws_dynamodb_table.this["executions"].name
}

output "table_arn" {
  description = "ARN of the executions table."
  value       = aws_dynamodb_table.this["executions"].arn
}

output "asset_table_name" {
  description = "Name of the asset table."
  value       = aws_dynamodb_table.this["assets"].name
}

output "asset_table_arn" {
  description = "ARN of the asset table."
  value       = aws_dynamodb_table.this["assets"].arn
}

output "audit_table_name" {
  description = "Name of the table of who did what; null where audit is false."
  value       = try(aws_dynamodb_table.this["audit"].name, null)
}

output "audit_table_arn" {
  description = "ARN of the table of who did what; null where audit is false."
  value       = try(aws_dynamodb_table.this["audit"].arn, null)
}

output "table_stream_arn" {
  description = "ARN of the stream of the executions table."
  value       = aws_dynamodb_table.this["executions"].stream_arn
}

output "trigger_queue_name" {
  description = "Name of the queue of job events."
  value       = aws_sqs_queue.this["trigger"].name
}

output "trigger_queue_url" {
  description = "URL of the queue of job events."
  value       = aws_sqs_queue.this["trigger"].url
}

output "trigger_queue_arn" {
  description = "ARN of the queue of job events."
  value       = aws_sqs_queue.this["trigger"].arn
}

output "task_state_queue_name" {
  description = "Name of the queue of state changes of tasks."
  value       = aws_sqs_queue.this["task-state"].name
}

output "task_state_queue_url" {
  description = "URL of the queue of state changes of tasks."
  value       = aws_sqs_queue.this["task-state"].url
}

output "task_state_queue_arn" {
  description = "ARN of the queue of state changes of tasks."
  value       = aws_sqs_queue.this["task-state"].arn
}

output "results_queue_name" {
  description = "Name of the queue of notifications of results."
  value       = aws_sqs_queue.this["results"].name
}

output "results_queue_url" {
  description = "URL of the queue of notifications of results."
  value       = aws_sqs_queue.this["results"].url
}

output "results_queue_arn" {
  description = "ARN of the queue of notifications of results."
  value       = aws_sqs_queue.this["results"].arn
}

output "lambda_results_queue_name" {
  description = "Name of the queue of what became of invocations of functions; null where lambda_destination is false."
  value       = try(aws_sqs_queue.this["lambda-results"].name, null)
}

output "lambda_results_queue_url" {
  description = "URL of the queue of what became of invocations of functions; null where lambda_destination is false."
  value       = try(aws_sqs_queue.this["lambda-results"].url, null)
}

output "lambda_results_queue_arn" {
  description = "ARN of the queue of what became of invocations of functions; null where lambda_destination is false."
  value       = try(aws_sqs_queue.this["lambda-results"].arn, null)
}

output "fleet_queue_name" {
  description = "Name of the queue of what workers take; null where fleet is false."
  value       = try(aws_sqs_queue.this["fleet"].name, null)
}

output "fleet_queue_url" {
  description = "URL of the queue of what workers take; null where fleet is false."
  value       = try(aws_sqs_queue.this["fleet"].url, null)
}

output "fleet_queue_arn" {
  description = "ARN of the queue of what workers take; null where fleet is false."
  value       = try(aws_sqs_queue.this["fleet"].arn, null)
}

output "wake_up_queue_name" {
  description = "Name of the queue of records of the stream; null where wake_up is not queue."
  value       = try(aws_sqs_queue.this["wake-up"].name, null)
}

output "wake_up_queue_url" {
  description = "URL of the queue of records of the stream; null where wake_up is not queue."
  value       = try(aws_sqs_queue.this["wake-up"].url, null)
}

output "wake_up_queue_arn" {
  description = "ARN of the queue of records of the stream; null where wake_up is not queue."
  value       = try(aws_sqs_queue.this["wake-up"].arn, null)
}

output "queue_names" {
  description = "Names of all queues, by key: trigger, task-state, results and, where they are there, lambda-results, fleet, wake-up."
  value       = { for key, queue in aws_sqs_queue.this : key => queue.name }
}

output "queue_arns" {
  description = "ARNs of all queues, by the same keys."
  value       = { for key, queue in aws_sqs_queue.this : key => queue.arn }
}

output "dead_letter_queue_names" {
  description = "Names of the dead letter queues, by the key of their queue."
  value       = { for key, queue in aws_sqs_queue.dead_letter : key => queue.name }
}

output "dead_letter_queue_urls" {
  description = "URLs of the dead letter queues, by the key of their queue."
  value       = { for key, queue in aws_sqs_queue.dead_letter : key => queue.url }
}

output "dead_letter_queue_arns" {
  description = "ARNs of the dead letter queues, by the key of their queue."
  value       = { for key, queue in aws_sqs_queue.dead_letter : key => queue.arn }
}

output "input_bucket_name" {
  description = "Name of the bucket of what jobs may read."
  value       = aws_s3_bucket.this["input"].bucket
}

output "input_bucket_arn" {
  description = "ARN of the bucket of what jobs may read."
  value       = aws_s3_bucket.this["input"].arn
}

output "results_bucket_name" {
  description = "Name of the bucket of what tasks leave."
  value       = aws_s3_bucket.this["results"].bucket
}

output "results_bucket_arn" {
  description = "ARN of the bucket of what tasks leave."
  value       = aws_s3_bucket.this["results"].arn
}

output "dead_letter_bucket_name" {
  description = "Name of the bucket of copies of dead letters."
  value       = aws_s3_bucket.this["dead-letters"].bucket
}

output "dead_letter_bucket_arn" {
  description = "ARN of the bucket of copies of dead letters."
  value       = aws_s3_bucket.this["dead-letters"].arn
}

output "archive_bucket_name" {
  description = "Name of the bucket of ended executions; null where archive is false."
  value       = try(aws_s3_bucket.this["archive"].bucket, null)
}

output "archive_bucket_arn" {
  description = "ARN of the bucket of ended executions; null where archive is false."
  value       = try(aws_s3_bucket.this["archive"].arn, null)
}

output "events_topic_arn" {
  description = "ARN of the topic of status changes; null where topics does not name it."
  value       = try(aws_sns_topic.this["events"].arn, null)
}

output "results_topic_arn" {
  description = "ARN of the topic of what parsers found; null where topics does not name it."
  value       = try(aws_sns_topic.this["results"].arn, null)
}

output "documents_topic_arn" {
  description = "ARN of the topic of what parsers post; null where topics does not name it."
  value       = try(aws_sns_topic.this["documents"].arn, null)
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts all of this."
  value       = local.kms_key_arn
}

output "kms_key_policy" {
  description = "JSON of the policy that the key has or, if it is your own, has to have."
  value       = data.aws_iam_policy_document.key.json
}

output "task_state_rule_arn" {
  description = "ARN of the rule that sends state changes of tasks."
  value       = aws_cloudwatch_event_rule.task_state.arn
}

output "wake_up_pipe_arn" {
  description = "ARN of the pipe from the stream to the queue of wake-ups; null where wake_up is not queue."
  value       = try(aws_pipes_pipe.wake_up["wake-up"].arn, null)
}

output "dead_letter_alarm_arns" {
  description = "ARNs of the alarms on the dead letter queues, by the key of their queue."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.dead_letter : key => alarm.arn }
}
