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

output "cluster_name" {
  description = "The ECS cluster."
  value       = module.cluster.cluster_name
}

output "service_name" {
  description = "The ECS service."
  value       = module.service.service_name
}
