output "url" {
  description = "The address of the service."
  value       = module.service.url
}

output "load_balancer" {
  description = "What `hostname` has to lead to."
  value       = module.gateway.dns_name
}

output "trigger_queue_url" {
  description = "The queue of job events."
  value       = module.data.trigger_queue_url
}

output "words_queue_url" {
  description = "The own queue of the task words."
  value       = module.words.task_queue_url
}

output "alarm_topic_arn" {
  description = "The topic that is told of alarms."
  value       = aws_sns_topic.alarms.arn
}

output "dashboard_name" {
  description = "The dashboard of CloudWatch."
  value       = module.observability.dashboard_name
}

output "cluster_name" {
  description = "The ECS cluster."
  value       = module.cluster.cluster_name
}

output "service_name" {
  description = "The ECS service."
  value       = module.service.service_name
}

output "workers_service_name" {
  description = "The ECS service of the workers."
  value       = module.workers.service_name
}
