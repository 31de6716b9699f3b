data "aws_region" "current" {}

# Each alarm is made of metrics by an id, and of an expression over these ids. An expression of one id is that metric.
locals {
  load_balancers = var.load_balancer == null ? {} : { this = var.load_balancer }

  dead_letter_alarms = {
    for key, queue in var.dead_letter_queue_names : "dead-letters-${key}" => {
      description = "A message of the queue ${key} was set aside. docs/troubleshooting.md says how to find its reason."
      metrics     = { waiting = { namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = queue }, stat = "Maximum", period = 60 } }
      expression  = "waiting"
      threshold   = 0
      minutes     = 1
      # SQS sends no metrics of a queue that nobody has used for six hours.
      missing = "notBreaching"
    } if !contains(keys(var.dead_letter_alarm_arns), key)
  }

  oldest_message_alarms = {
    for key, queue in var.queue_names : "oldest-message-${key}" => {
      description = "Messages of the queue ${key} wait too long: whoever reads it is away, too slow or too few. docs/troubleshooting.md has the causes."
      metrics     = { age = { namespace = "AWS/SQS", name = "ApproximateAgeOfOldestMessage", dimensions = { QueueName = queue }, stat = "Maximum", period = 60 } }
      expression  = "age"
      threshold   = lookup(var.oldest_message_seconds, key, var.thresholds.oldest_message_seconds)
      minutes     = 3
      missing     = "notBreaching"
    }
  }

  # A service that has no metric has no task, and a fleet may have none.
  running_alarms = {
    for key, service in var.services : "running-${key}" => {
      description = "Fewer tasks of ${key} run than should, for ten minutes: they end, or cannot be started. The events of the ECS service and the stopped tasks say why."
      metrics = {
        for id, metric in { desired = "DesiredTaskCount", running = "RunningTaskCount" } : id => {
          namespace                 = "ECS/ContainerInsights", name = metric, stat = "Minimum", period = 60
          dimensions                = { ClusterName = service.cluster_name, ServiceName = service.service_name }
        }
      }
      expression = "IF(desired > ${service.min_count}, desired, ${service.min_count}) - running"
      threshold  = 0
      minutes    = 10
      missing    = service.min_count > 0 ? "breaching" : "notBreaching"
    } if var.container_insights
  }

  cpu_alarms = {
    for key, service in var.services : "cpu-${key}" => {
      description = "Tasks of ${key} have had too little CPU for a quarter of an hour: allow more of them, or larger ones."
      metrics     = { cpu = { namespace = "AWS/ECS", name = "CPUUtilization", dimensions = { ClusterName = service.cluster_name, ServiceName = service.service_name }, stat = "Average", period = 60 } }
      expression  = "cpu"
      threshold   = var.thresholds.cpu_percent
      minutes     = 15
      missing     = "notBreaching"
    }
  }

  memory_alarms = {
    for key, service in var.services : "memory-${key}" => {
      description = "A task of ${key} is about to run out of memory and be killed: give tasks more of it."
      metrics     = { memory = { namespace = "AWS/ECS", name = "MemoryUtilization", dimensions = { ClusterName = service.cluster_name, ServiceName = service.service_name }, stat = "Maximum", period = 60 } }
      expression  = "memory"
      threshold   = var.thresholds.memory_percent
      minutes     = 15
      missing     = "notBreaching"
    }
  }

  error_alarms = {
    for key, balancer in local.load_balancers : "errors" => {
      description = "Too many requests are answered with 5xx, by the service or by the load balancer in its place. The service's log and docs/troubleshooting.md say why."
      metrics = {
        for id, metric in { requests = "RequestCount", balancer = "HTTPCode_ELB_5XX_Count", service = "HTTPCode_Target_5XX_Count" } : id => {
          namespace                  = "AWS/ApplicationELB", name = metric, stat = "Sum", period = 300
          dimensions                 = { LoadBalancer = balancer.load_balancer_arn_suffix }
        }
      }
      # A metric of errors is missing, and not 0, while there are none.
      expression = join("", [
        "IF(FILL(requests, 0) + FILL(balancer, 0) >= ${var.thresholds.error_min_requests}, ",
        "100 * (FILL(balancer, 0) + FILL(service, 0)) / (FILL(requests, 0) + FILL(balancer, 0)), 0)",
      ])
      threshold = var.thresholds.error_percent
      minutes   = 10
      missing   = "notBreaching"
    }
  }

  latency_alarms = {
    for key, balancer in local.load_balancers : "latency" => {
      description = "Requests take too long until the first byte of their answer. The service lacks CPU, or what it waits for is slow."
      metrics     = { latency = { namespace = "AWS/ApplicationELB", name = "TargetResponseTime", dimensions = { LoadBalancer = balancer.load_balancer_arn_suffix }, stat = "p99", period = 60 } }
      expression  = "latency"
      threshold   = var.thresholds.latency_seconds
      minutes     = 5
      missing     = "notBreaching"
    }
  }

  ready_alarms = {
    for key, balancer in local.load_balancers : "ready" => {
      description = "The load balancer finds fewer instances of the service ready than there should be."
      metrics = { ready = {
        namespace  = "AWS/ApplicationELB", name = "HealthyHostCount", stat = "Minimum", period = 60
        dimensions = { LoadBalancer = balancer.load_balancer_arn_suffix, TargetGroup = balancer.target_group_arn_suffix }
      } }
      expression = "${balancer.min_ready} - ready"
      threshold  = 0
      minutes    = 5
      missing    = "breaching"
    }
  }

  throttle_alarms = {
    for key, table in var.table_names : "throttled-${key}" => {
      description = "DynamoDB refuses calls of the table ${key} for five minutes: a limit of the table or of the account is reached, or one key is used too much."
      metrics = {
        for id, metric in { reads = "ReadThrottleEvents", writes = "WriteThrottleEvents" } : id => {
          namespace               = "AWS/DynamoDB", name = metric, dimensions = { TableName = table }, stat = "Sum", period = 60
        }
      }
      expression = "FILL(reads, 0) + FILL(writes, 0)"
      threshold  = 0
      minutes    = 5
      missing    = "notBreaching"
    }
  }

  # DynamoDB counts its own errors by operation. These are the operations that the service uses.
  operations = ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"]

  table_error_alarms = {
    for key, table in var.table_names : "table-errors-${key}" => {
      description = "DynamoDB itself fails for the table ${key}. The service goes on when it works again; the health page of AWS says more."
      metrics = {
        for index, operation in local.operations : "operation${index}" => {
          namespace = "AWS/DynamoDB", name = "SystemErrors", dimensions = { TableName = table, Operation = operation }, stat = "Sum", period = 60
        }
      }
      expression = join(" + ", [for index, operation in local.operations : "FILL(operation${index}, 0)"])
      threshold  = 0
      minutes    = 5
      missing    = "notBreaching"
    }
  }

  alarms = merge(
    local.dead_letter_alarms,
    local.oldest_message_alarms,
    local.running_alarms,
    local.cpu_alarms,
    local.memory_alarms,
    local.error_alarms,
    local.latency_alarms,
    local.ready_alarms,
    local.throttle_alarms,
    local.table_error_alarms,
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  # How many periods of the metrics, one or five minutes long, make up the minutes.
  evaluation_periods = max(1, floor(each.value.minutes * 60 / values(each.value.metrics)[0].period))
  treat_missing_data = each.value.missing
  alarm_actions      = var.alarm_topic_arns
  ok_actions         = var.alarm_topic_arns
  tags               = var.tags

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id          = metric_query.key
      return_data = metric_query.key == each.value.expression

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.name
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.stat
        period      = metric_query.value.period
      }
    }
  }

  dynamic "metric_query" {
    for_each = contains(keys(each.value.metrics), each.value.expression) ? [] : [each.value.expression]

    content {
      id          = "watched"
      label       = each.key
      expression  = metric_query.value
      return_data = true
    }
  }
}
