output "run" {
  description = "The command that starts a single run and prints the ARN of its task."
  value = join(" ", [
    "aws ecs run-task --region ${var.region} --launch-type FARGATE --cluster ${module.load.ecs_cluster_name}",
    "--task-definition ${module.load.ecs_task_definition_arn}",
    "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", module.load.private_subnet_ids)}],securityGroups=[${module.load.ecs_security_group_id}]}'",
    "--query 'tasks[0].taskArn' --output text",
  ])
}

output "log" {
  description = "The command that follows the log. The last line of a run is its summary."
  value       = "aws logs tail --region ${var.region} --follow ${module.load.ecs_log_group_name}"
}

output "brokers" {
  description = "The brokers, for other clients of IAM."
  value       = module.load.msk_bootstrap_brokers_sasl_iam
}

output "topic_arn" {
  description = "The ARN of the topic, for the roles of consumers."
  value       = "${module.load.topic_arn_prefix}/${var.topic}"
}

output "ecs_service_name" {
  description = "The service of producers, which has none where single runs are started."
  value       = module.load.ecs_service_name
}
