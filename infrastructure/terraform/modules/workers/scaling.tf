locals {
  ecs_service_name = one(concat(values(aws_ecs_service.by_terraform)[*].name, values(aws_ecs_service.by_ci)[*].name))
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/${var.cluster_name}/${local.ecs_service_name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.min_count
  max_capacity       = var.max_count
  tags               = var.tags
}

# Messages that wait for each worker. Each task reports its CPU once a minute, so the number of reports is the number of workers,
# which costs nothing; Container Insights would have it as well. A worker that has work is protected by itself, so fewer workers
# means those that have none.
resource "aws_appautoscaling_policy" "backlog" {
  name               = "${local.family}-backlog"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = var.backlog_per_worker
    scale_out_cooldown = 60
    scale_in_cooldown  = 300

    customized_metric_specification {
      metrics {
        id          = "backlog"
        label       = "messages that wait for each worker"
        expression  = "waiting / IF(FILL(workers, 0) > 0, FILL(workers, 0), 1)"
        return_data = true
      }

      metrics {
        id          = "waiting"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"

            dimensions {
              name  = "QueueName"
              value = var.data.fleet_queue_name
            }
          }
        }
      }

      metrics {
        id          = "workers"
        return_data = false

        metric_stat {
          stat = "SampleCount"

          metric {
            namespace   = "AWS/ECS"
            metric_name = "CPUUtilization"

            dimensions {
              name  = "ClusterName"
              value = var.cluster_name
            }

            dimensions {
              name  = "ServiceName"
              value = local.ecs_service_name
            }
          }
        }
      }
    }
  }
}

# A multiple of no worker is no worker, so the first one is asked for in another way.
resource "aws_appautoscaling_policy" "first" {
  for_each = var.min_count == 0 ? toset(["first"]) : toset([])

  name               = "${local.family}-first"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = 120
    metric_aggregation_type = "Maximum"

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "first" {
  for_each = aws_appautoscaling_policy.first

  alarm_name          = "${local.family}-first"
  alarm_description   = "Messages wait and there is no worker: the scaling starts one. Nobody has to do anything."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [each.value.arn]
  tags                = var.tags

  metric_query {
    id          = "unserved"
    label       = "messages that wait while there is no worker"
    expression  = "IF(FILL(workers, 0) == 0, waiting, 0)"
    return_data = true
  }

  metric_query {
    id = "waiting"

    metric {
      namespace   = "AWS/SQS"
      metric_name = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = var.data.fleet_queue_name }
      stat        = "Maximum"
      period      = 60
    }
  }

  metric_query {
    id = "workers"

    metric {
      namespace   = "AWS/ECS"
      metric_name = "CPUUtilization"
      dimensions  = { ClusterName = var.cluster_name, ServiceName = local.ecs_service_name }
      stat        = "SampleCount"
      period      = 60
    }
  }
}
