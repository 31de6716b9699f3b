locals {
  alarm_arns = concat(
    [for key in sort(keys(local.alarms)) : aws_cloudwatch_metric_alarm.this[key].arn],
    [for key in sort(keys(var.dead_letter_alarm_arns)) : var.dead_letter_alarm_arns[key]],
  )

  # Three graphs stand in a row. Each has its title, how its values are put together, and its metrics as CloudWatch writes them.
  graphs = concat(
    [
      for balancer in values(local.load_balancers) : {
        title = "Requests by answer", stat = "Sum", period = 60
        metrics = [
          for metric in ["RequestCount", "HTTPCode_Target_2XX_Count", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"] :
          ["AWS/ApplicationELB", metric, "LoadBalancer", balancer.load_balancer_arn_suffix]
        ]
      }
    ],
    [
      for balancer in values(local.load_balancers) : {
        title = "Time until an answer begins, of 99 in 100 requests (s)", stat = "p99", period = 60
        metrics = [
          ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", balancer.load_balancer_arn_suffix],
        ]
      }
    ],
    [
      for balancer in values(local.load_balancers) : {
        title = "Instances by health", stat = "Minimum", period = 60
        metrics = [
          for metric in ["HealthyHostCount", "UnHealthyHostCount"] :
          ["AWS/ApplicationELB", metric, "TargetGroup", balancer.target_group_arn_suffix, "LoadBalancer", balancer.load_balancer_arn_suffix]
        ]
      }
    ],
    [
      for key in sort(keys(var.services)) : {
        title = "Tasks of ${key}", stat = "Average", period = 60
        metrics = [
          for metric in ["DesiredTaskCount", "RunningTaskCount", "PendingTaskCount"] :
          ["ECS/ContainerInsights", metric, "ClusterName", var.services[key].cluster_name, "ServiceName", var.services[key].service_name]
        ]
      } if var.container_insights
    ],
    [
      for key in sort(keys(var.services)) : {
        title = "CPU and memory of ${key} (%)", stat = "Average", period = 60
        metrics = [
          for metric in ["CPUUtilization", "MemoryUtilization"] :
          ["AWS/ECS", metric, "ClusterName", var.services[key].cluster_name, "ServiceName", var.services[key].service_name]
        ]
      }
    ],
    [
      for graph in [
        { title = "Messages that wait", metric = "ApproximateNumberOfMessagesVisible", queues = var.queue_names },
        { title = "Age of the oldest message (s)", metric = "ApproximateAgeOfOldestMessage", queues = var.queue_names },
        { title = "Dead letters", metric = "ApproximateNumberOfMessagesVisible", queues = var.dead_letter_queue_names },
        ] : {
        title = graph.title, stat = "Maximum", period = 60
        metrics = [
          for key in sort(keys(graph.queues)) : ["AWS/SQS", graph.metric, "QueueName", graph.queues[key]]
        ]
      } if length(graph.queues) > 0
    ],
    [
      for graph in [
        { title = "Units of DynamoDB used", metrics = ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"] },
        { title = "Calls that DynamoDB refused", metrics = ["ReadThrottleEvents", "WriteThrottleEvents"] },
        ] : {
        title = graph.title, stat = "Sum", period = 60
        metrics = flatten([
          for key in sort(keys(var.table_names)) : [for metric in graph.metrics : { words = ["AWS/DynamoDB", metric, "TableName", var.table_names[key]] }]
        ])[*].words
      } if length(var.table_names) > 0
    ],
  )

  widgets = concat(
    # A dashboard without alarms has no row of them.
    [
      for arns in length(local.alarms) + length(var.dead_letter_alarm_arns) > 0 ? [local.alarm_arns] : [] : {
        type       = "alarm", x = 0, y = 0, width = 24, height = 4
        properties = { title = "Alarms", alarms = arns }
      }
    ],
    [
      for index, graph in local.graphs : {
        type = "metric", x = index % 3 * 8, y = 4 + floor(index / 3) * 6, width = 8, height = 6
        properties = {
          title   = graph.title
          region  = data.aws_region.current.id
          view    = "timeSeries"
          stat    = graph.stat
          period  = graph.period
          metrics = graph.metrics
          yAxis   = { left = { min = 0 } }
        }
      }
    ],
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({ widgets = local.widgets })
}
