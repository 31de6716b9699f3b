output "schedule_arns" {
  description = "ARNs of the schedules, by their names."
  value       = { for name, schedule in aws_scheduler_schedule.this : name => schedule.arn }
}

output "role_arn" {
  description = "The role by which the schedules send. A queue of another account has to let it in by its policy."
  value       = aws_iam_role.this.arn
}

output "dead_letter_queue_name" {
  description = "The queue of messages that could not be sent."
  value       = aws_sqs_queue.dead_letter.name
}

output "dead_letter_queue_arn" {
  description = "ARN of that queue."
  value       = aws_sqs_queue.dead_letter.arn
}

output "dead_letter_alarm_arn" {
  description = "ARN of the alarm on that queue."
  value       = aws_cloudwatch_metric_alarm.dead_letter.arn
}
