output "service_name" {
  description = "Name of the ECS service."
  value       = local.ecs_service_name
}

output "task_definition_arn" {
  description = "ARN of the revision of the task definition that Terraform made. With image_tag_owned_by_ci it is the one to copy for a new image."
  value       = aws_ecs_task_definition.this.arn
}

output "task_definition_family" {
  description = "Family of the service's task definition."
  value       = aws_ecs_task_definition.this.family
}

output "container_name" {
  description = "Name of the container of the service in its task definition."
  value       = "service"
}

output "task_role_arn" {
  description = "ARN of the role of the service."
  # Put together of what is known before the role is made, so that modules can decide by it what to make. A policy that names a role
  # is only accepted once the role is there, so whatever uses this waits for it.
  value      = "arn:${local.partition}:iam::${local.account}:role/${aws_iam_role.task.name}"
  depends_on = [aws_iam_role.task]
}

output "task_role_name" {
  description = "Name of the role of the service."
  value       = aws_iam_role.task.name
}

output "execution_role_arn" {
  description = "ARN of the role by which ECS starts an instance."
  value       = aws_iam_role.execution.arn
}

output "security_group_id" {
  description = "ID of the security group of the instances."
  value       = aws_security_group.service.id
}

output "task_security_group_ids" {
  description = "IDs of the security groups of jobs' tasks."
  value       = local.task_security_group_ids
}

output "log_group_name" {
  description = "Name of the log group of the service."
  value       = aws_cloudwatch_log_group.this.name
}

output "environment" {
  description = "The settings that the service gets as environment variables, without secrets."
  value       = local.environment
}

output "url" {
  description = "The address at which the service is reached."
  value       = var.base_url
}
