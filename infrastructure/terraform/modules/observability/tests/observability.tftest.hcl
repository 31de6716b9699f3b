mock_provider "aws" {
  mock_data "aws_region" {
    defaults = {
      id = "eu-west-1"
    }
  }

  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = {
      arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:made"
    }
  }
}

variables {
  name             = "executions"
  alarm_topic_arns = ["arn:aws:sns:eu-west-1:123456789012:on-call"]
  load_balancer = {
    load_balancer_arn_suffix = "app/executions/0123456789abcdef"
    target_group_arn_suffix  = "targetgroup/executions/0123456789abcdef"
    min_ready                = 2
  }
  services = {
    service = { cluster_name = "executions", service_name = "executions-service", min_count = 2 }
    workers = { cluster_name = "executions", service_name = "executions-workers", min_count = 0 }
  }
  queue_names             = { trigger = "executions-trigger", fleet = "executions-fleet" }
  dead_letter_queue_names = { trigger = "executions-trigger-dlq", nmap = "nmap-requests-dlq" }
  dead_letter_alarm_arns  = { trigger = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:executions-trigger-dlq-has-messages" }
  table_names             = { executions = "executions" }
}

run "watches_everything_that_was_named" {
  command = plan

  assert {
    condition = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset([
      "cpu-service", "cpu-workers", "dead-letters-nmap", "errors", "latency", "memory-service", "memory-workers",
      "oldest-message-fleet", "oldest-message-trigger", "ready", "running-service", "running-workers",
      "table-errors-executions", "throttled-executions",
    ])
    error_message = "Each thing has its alarms, and the dead letters that have an alarm already get no second one."
  }

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.this :
      alarm.alarm_actions == toset(var.alarm_topic_arns) && alarm.ok_actions == toset(var.alarm_topic_arns)
    ])
    error_message = "Each alarm tells when it begins and when it ends."
  }

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.this : length([for query in alarm.metric_query : query if query.return_data]) == 1
    ])
    error_message = "CloudWatch takes an alarm only if exactly one of its metrics is compared."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length(alarm.metric_query) <= 10])
    error_message = "CloudWatch takes ten metrics an alarm."
  }
}

run "takes_a_service_without_metrics_for_one_without_tasks" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["running-service"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["ready"].treat_missing_data == "breaching"
    error_message = "A service that is gone has no metrics."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["running-workers"].treat_missing_data == "notBreaching"
    error_message = "A fleet may have no worker."
  }

  assert {
    condition = [
      for query in aws_cloudwatch_metric_alarm.this["running-service"].metric_query : query.expression if query.id == "watched"
    ][0] == "IF(desired > 2, desired, 2) - running"
    error_message = "Tasks are missing if fewer run than are desired, and also if fewer are desired than there should be at least."
  }
}

run "gives_each_queue_its_own_patience" {
  command = plan

  assert {
    condition     = { for key in ["trigger", "fleet"] : key => aws_cloudwatch_metric_alarm.this["oldest-message-${key}"].threshold } == { trigger = 900, fleet = 3600 }
    error_message = "Work waits for workers for longer than job events wait for the service."
  }
}

run "counts_minutes_by_the_period_of_the_metrics" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["errors"].evaluation_periods == 2 && aws_cloudwatch_metric_alarm.this["running-service"].evaluation_periods == 10
    error_message = "Ten minutes are two periods of five minutes, or ten of one."
  }
}

run "shows_everything_on_the_dashboard" {
  command = apply

  assert {
    condition = [
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.title
      ] == [
      "Alarms", "Requests by answer", "Time until an answer begins, of 99 in 100 requests (s)", "Instances by health",
      "Tasks of service", "Tasks of workers", "CPU and memory of service (%)", "CPU and memory of workers (%)",
      "Messages that wait", "Age of the oldest message (s)", "Dead letters", "Units of DynamoDB used", "Calls that DynamoDB refused",
    ]
    error_message = "Each thing that is watched has its graph."
  }

  assert {
    condition = contains(
      jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].properties.alarms,
      "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:executions-trigger-dlq-has-messages",
    )
    error_message = "Alarms that were there already are shown as well."
  }

  assert {
    condition = alltrue([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets :
      widget.type != "metric" || (try(widget.properties.region, "") == "eu-west-1" && widget.x + widget.width <= 24)
    ])
    error_message = "A graph needs its region, and a dashboard is 24 wide."
  }
}

run "asks_nothing_of_container_insights_if_there_are_none" {
  command = plan

  variables {
    container_insights = false
  }

  assert {
    condition     = length([for key in keys(aws_cloudwatch_metric_alarm.this) : key if startswith(key, "running-")]) == 0
    error_message = "Without Container Insights such an alarm would always be on."
  }
}

run "makes_an_empty_dashboard_of_nothing" {
  command = plan

  variables {
    load_balancer           = null
    services                = {}
    queue_names             = {}
    dead_letter_queue_names = {}
    dead_letter_alarm_arns  = {}
    table_names             = {}
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 0
    error_message = "What was not named is not watched."
  }
}

run "refuses_a_share_above_all" {
  command = plan

  variables {
    thresholds = { error_percent = 150 }
  }

  expect_failures = [var.thresholds]
}

run "refuses_a_topic_that_is_none" {
  command = plan

  variables {
    alarm_topic_arns = ["on-call@example.org"]
  }

  expect_failures = [var.alarm_topic_arns]
}
