output "queue_name" {
  description = "The name of the task's own queue; null for a task without one."
  value       = one([for queue in aws_sqs_queue.requests : queue.name])
}

output "queue_url" {
  description = "The URL of the task's own queue; null for a task without one."
  value       = one([for queue in aws_sqs_queue.requests : queue.url])
}

output "queue_arn" {
  description = "The ARN of the task's own queue; null for a task without one."
  value       = one([for queue in aws_sqs_queue.requests : queue.arn])
}

output "dead_letter_queue_name" {
  description = "The name of the queue with messages that can never work; null for a task without a queue."
  value       = one([for queue in aws_sqs_queue.dead_letters : queue.name])
}

output "dead_letter_queue_url" {
  description = "The URL of the queue with messages that can never work; null for a task without a queue."
  value       = one([for queue in aws_sqs_queue.dead_letters : queue.url])
}

output "dead_letter_queue_arn" {
  description = "The ARN of the queue with messages that can never work; null for a task without a queue."
  value       = one([for queue in aws_sqs_queue.dead_letters : queue.arn])
}

output "results_topic_arn" {
  description = "The ARN of the topic with the task's documents. The task's file names it as `results.sns_topic_arn`."
  value       = aws_sns_topic.results.arn
}

output "results_topic_name" {
  description = "The name of the topic with the task's documents."
  value       = aws_sns_topic.results.name
}

output "planned_results_topic_arn" {
  description = "The ARN that the topic has or will have, known before it is made."
  value       = local.topic_arn
}

output "parameter_names" {
  description = "The names of the parameters of Systems Manager, by the last part of the name."
  value       = { for key, parameter in aws_ssm_parameter.this : key => parameter.name }
}

output "subscribed_to_scan_initiator" {
  description = "Whether the queue is subscribed to the scan initiator's topic."
  value       = length(local.initiators) > 0
}

output "search_platform_subscribed" {
  description = "Whether the search platform's queue is subscribed to the task's topic."
  value       = length(local.ingestions) > 0
}
