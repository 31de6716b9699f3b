output "security_group_id" {
  description = "The security group of the load balancer, from which the service is reached."
  value       = aws_security_group.this.id
}

output "target_group_arn" {
  description = "Where the service registers its instances."
  value       = aws_lb_target_group.this.arn
  # ECS refuses a service whose target group no listener leads to.
  depends_on = [aws_lb_listener.https]
}

output "target_group_arn_suffix" {
  description = "The target group as metrics of CloudWatch name it."
  value       = aws_lb_target_group.this.arn_suffix
}

output "listener_arn" {
  description = "The HTTPS listener, for further rules and certificates."
  value       = aws_lb_listener.https.arn
}

output "load_balancer_arn" {
  description = "The load balancer."
  value       = aws_lb.this.arn
}

output "load_balancer_arn_suffix" {
  description = "The load balancer as metrics of CloudWatch name it."
  value       = aws_lb.this.arn_suffix
}

output "dns_name" {
  description = "The name of the load balancer, to which a record of the hostname leads."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "The zone of that name, for an alias record of Route 53."
  value       = aws_lb.this.zone_id
}

output "url" {
  description = "Where people and tasks reach the service, for execution.security.callback.base-url."
  value       = "https://${coalesce(var.hostname, aws_lb.this.dns_name)}"
  depends_on  = [aws_lb_listener.https]
}

output "keep_alive_seconds" {
  description = "For how long the service has to keep idle connections, for server.tomcat.keep-alive-timeout. It is longer than idle_timeout, so that the load balancer never sends a request on a connection that the service is closing."
  value       = var.idle_timeout + 15
}

output "access_log_bucket" {
  description = "The bucket with the record of each request."
  value       = local.access_log_bucket
}

output "web_acl_arn" {
  description = "The web ACL before the load balancer; null where there is none."
  value       = one(concat([for acl in aws_wafv2_web_acl.this : acl.arn], var.waf_acl_arn == null ? [] : [var.waf_acl_arn]))
}
