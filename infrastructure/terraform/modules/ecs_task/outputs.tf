output "task_name" {
  description = "The task's name, which jobs name as `job_name`."
  value       = local.task
}

output "task_definition_arn" {
  description = "The ARN of the revision of the task definition that was made last."
  value       = aws_ecs_task_definition.task.arn
}

output "task_definition_family" {
  description = "The family that the service launches. The service module takes it in `task_definition_families`."
  value       = aws_ecs_task_definition.task.family
}

output "container_name" {
  description = "The container whose exit code is the task's."
  value       = local.container_name
}

output "image" {
  description = "The image that the task runs."
  value       = local.image
}

output "task_role_name" {
  description = "The name of the role of the container, for further policies."
  value       = aws_iam_role.task.name
}

output "task_role_arn" {
  description = "The ARN of the role of the container. The service module takes it in `task_role_arns`."
  value       = aws_iam_role.task.arn
}

output "execution_role_name" {
  description = "The name of the role with which ECS starts the task."
  value       = aws_iam_role.task_start.name
}

output "execution_role_arn" {
  description = "The ARN of the role with which ECS starts the task. The service module takes it in `task_role_arns`."
  value       = aws_iam_role.task_start.arn
}

output "log_group_name" {
  description = "The log group of the task's containers."
  value       = aws_cloudwatch_log_group.task.name
}

output "task_queue_name" {
  description = "The name of the task's own queue; null for a task without one."
  value       = module.channels.queue_name
}

output "task_queue_url" {
  description = "The URL of the task's own queue; null for a task without one."
  value       = module.channels.queue_url
}

output "task_queue_arn" {
  description = "The ARN of the task's own queue; null for a task without one."
  value       = module.channels.queue_arn
}

output "task_dead_letter_queue_name" {
  description = "The name of the queue with requests that can never work; null for a task without a queue."
  value       = module.channels.dead_letter_queue_name
}

output "task_dead_letter_queue_arn" {
  description = "The ARN of the queue with requests that can never work; null for a task without a queue."
  value       = module.channels.dead_letter_queue_arn
}

output "results_dead_letter_queue_arn" {
  description = "The ARN of the queue with results that can never be read, which all tasks share; null where the module `data` does not name it."
  value       = try(var.data.dead_letter_queue_arns["results"], null)
}

output "results_topic_arn" {
  description = "The ARN of the topic with the task's documents. Name it in the task's file as `results.sns_topic_arn`, so that the service publishes there."
  value       = module.channels.results_topic_arn
}

output "results_bucket_arn" {
  description = "The ARN of the results bucket, which all tasks share."
  value       = var.data.results_bucket_arn
}

output "results_bucket_id" {
  description = "The name of the results bucket, which all tasks share."
  value       = var.data.results_bucket_name
}

output "service_role_arn" {
  description = "The ARN of the role that starts the task and reads its results: the trigger's and the parser's role of other systems."
  value       = var.service_role_arn
}

output "service_role_name" {
  description = "The name of that role; null where `service_role_arn` is."
  value       = var.service_role_arn == null ? null : reverse(split("/", var.service_role_arn))[0]
}

output "parser" {
  description = "What reads the task's results, as the task's file has it."
  value       = try(coalesce(try(local.file.parser.bean, null), try(local.file.parser.class, null), try(local.file.parser.route, null)), "parse-${local.task}")
}

output "ssm_parameter_names" {
  description = "The names of the parameters of Systems Manager, by the last part of the name."
  value       = module.channels.parameter_names
}

output "subscribed_to_scan_initiator" {
  description = "Whether the task's queue is subscribed to the scan initiator's topic."
  value       = module.channels.subscribed_to_scan_initiator
}

output "search_platform_subscribed" {
  description = "Whether the search platform's queue is subscribed to the task's topic."
  value       = module.channels.search_platform_subscribed
}
