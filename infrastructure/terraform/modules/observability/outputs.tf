output "dashboard_name" {
  description = "The name of the dashboard in CloudWatch."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}

output "alarm_arns" {
  description = "ARNs of the alarms, by what they watch, such as errors, ready, running-service, oldest-message-trigger or throttled-executions."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}
