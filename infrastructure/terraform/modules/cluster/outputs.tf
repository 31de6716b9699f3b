output "cluster_arn" {
  description = "The ARN of the cluster."
  value       = aws_ecs_cluster.this.arn
}

output "cluster_name" {
  description = "The name of the cluster, for execution.ecs.cluster. It is known once tasks can be placed."
  value       = aws_ecs_cluster_capacity_providers.this.cluster_name
}

output "exec_log_group_name" {
  description = "The log group of sessions of ECS Exec."
  value       = aws_cloudwatch_log_group.exec.name
}

output "exec_log_group_arn" {
  description = "The ARN of that log group, for the role of a task in which sessions are allowed."
  value       = aws_cloudwatch_log_group.exec.arn
}
