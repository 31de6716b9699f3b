output "vpc_id" {
  description = "The VPC of brokers and producers."
  value       = var.vpc_id
}

output "private_subnet_ids" {
  description = "The ids of the three subnets, in the order of the zones."
  value       = [for key in sort(keys(local.subnets)) : aws_subnet.private[key].id]
}

output "private_subnet_cidrs" {
  description = "The address ranges of the three subnets, in the order of the zones."
  value       = [for key in sort(keys(local.subnets)) : aws_subnet.private[key].cidr_block]
}

output "private_subnet_azs" {
  description = "The availability zones of the three subnets."
  value       = [for key in sort(keys(local.subnets)) : aws_subnet.private[key].availability_zone]
}

output "msk_cluster_arn" {
  description = "The ARN of the MSK cluster."
  value       = aws_msk_cluster.this.arn
}

output "msk_cluster_name" {
  description = "The name of the MSK cluster."
  value       = aws_msk_cluster.this.cluster_name
}

output "msk_cluster_uuid" {
  description = "The UUID of the MSK cluster, which stands in the ARNs of topics and groups."
  value       = aws_msk_cluster.this.cluster_uuid
}

output "msk_kafka_version" {
  description = "The version of Kafka that the brokers run."
  value       = aws_msk_cluster.this.kafka_version
}

output "msk_bootstrap_brokers_tls" {
  description = "The brokers for clients with TLS alone. MSK fills it only where such clients are allowed, which they are not here."
  value       = aws_msk_cluster.this.bootstrap_brokers_tls
}

output "msk_bootstrap_brokers_sasl_iam" {
  description = "The brokers for clients that sign in by IAM, `host:9098,…`."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

output "msk_kms_key_arn" {
  description = "The KMS key that encrypts what the brokers store."
  value       = local.kms_key_arn
}

output "msk_security_group_id" {
  description = "The security group of the brokers. A further client needs a rule of it for port 9098."
  value       = aws_security_group.brokers.id
}

output "msk_log_group_name" {
  description = "The log group of the brokers."
  value       = aws_cloudwatch_log_group.brokers.name
}

output "topic_arn_prefix" {
  description = "What the ARN of each topic begins with: `<prefix>/<topic>`."
  value       = local.topic_arn_prefix
}

output "group_arn_prefix" {
  description = "What the ARN of each group of consumers begins with: `<prefix>/<group>`."
  value       = local.group_arn_prefix
}

output "ecs_cluster_id" {
  description = "The ARN of the ECS cluster, which is its id."
  value       = aws_ecs_cluster.this.id
}

output "ecs_cluster_name" {
  description = "The name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "ecs_service_name" {
  description = "The name of the service of producers."
  value       = aws_ecs_service.producer.name
}

output "ecs_service_arn" {
  description = "The ARN of the service of producers."
  value       = aws_ecs_service.producer.id
}

output "ecs_task_definition_arn" {
  description = "The ARN of the producer's task definition, for single runs by `aws ecs run-task`."
  value       = aws_ecs_task_definition.producer.arn
}

output "ecs_task_execution_role_arn" {
  description = "The ARN of the role with which ECS starts a producer."
  value       = aws_iam_role.start.arn
}

output "ecs_task_role_arn" {
  description = "The ARN of the role by which a producer signs in to Kafka."
  value       = aws_iam_role.producer.arn
}

output "ecs_security_group_id" {
  description = "The security group of the producers."
  value       = aws_security_group.producers.id
}

output "ecs_log_group_name" {
  description = "The log group of the producers; each run's summary is its last line."
  value       = aws_cloudwatch_log_group.producers.name
}

output "container_environment" {
  description = "All variables that a producer gets, in force as they are here."
  value       = local.environment
  sensitive   = true
}
