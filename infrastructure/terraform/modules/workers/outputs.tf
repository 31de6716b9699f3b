output "service_name" {
  description = "Name of the ECS service."
  value       = local.ecs_service_name
}

output "task_definition_arn" {
  description = "ARN of the revision of the task definition that Terraform made. With image_tag_owned_by_ci it is the one to copy for a new image."
  value       = aws_ecs_task_definition.this.arn
}

output "task_definition_family" {
  description = "Family of the workers' task definition."
  value       = aws_ecs_task_definition.this.family
}

output "container_name" {
  description = "Name of the container of a worker in its task definition."
  value       = "worker"
}

output "task_role_arn" {
  description = "ARN of the role of the workers."
  value       = aws_iam_role.task.arn
}

output "task_role_name" {
  description = "Name of the role of the workers."
  value       = aws_iam_role.task.name
}

output "execution_role_arn" {
  description = "ARN of the role by which ECS starts a worker."
  value       = aws_iam_role.execution.arn
}

output "security_group_id" {
  description = "ID of the security group of the workers."
  value       = aws_security_group.workers.id
}

output "log_group_name" {
  description = "Name of the log group of the workers."
  value       = aws_cloudwatch_log_group.this.name
}

output "environment" {
  description = "The settings that a worker gets as environment variables, without secrets."
  value       = local.environment
}
