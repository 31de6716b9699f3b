output "url" {
  description = "The address of the service."
  value       = module.service.url
}

output "load_balancer" {
  description = "What `hostname` has to lead to."
  value       = module.gateway.dns_name
}

output "scan_initiator_topic_arn" {
  description = "The topic to which addresses to scan are published."
  value       = aws_sns_topic.scan_initiator.arn
}

output "nmap_queue_url" {
  description = "The task's own queue of requests."
  value       = module.nmap.task_queue_url
}

output "nmap_results_topic_arn" {
  description = "The topic with the documents of scans."
  value       = module.nmap.results_topic_arn
}

output "nmap_parameters" {
  description = "The parameters of Systems Manager under which other systems find the task."
  value       = module.nmap.ssm_parameter_names
}

output "service_name" {
  description = "The ECS service."
  value       = module.service.service_name
}

output "cluster_name" {
  description = "The ECS cluster."
  value       = module.cluster.cluster_name
}
