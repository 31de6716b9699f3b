mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:eu-west-1:123456789012:log-group:mock"
    }
  }
}

variables {
  name = "executions"
  tags = { environment = "test" }
}

run "has_both_providers_and_runs_on_fargate_by_default" {
  command = plan

  assert {
    condition     = aws_ecs_cluster_capacity_providers.this.capacity_providers == toset(["FARGATE", "FARGATE_SPOT"])
    error_message = "A service may name either provider, so the cluster has to have both."
  }

  assert {
    condition = [
      for strategy in aws_ecs_cluster_capacity_providers.this.default_capacity_provider_strategy :
      "${strategy.capacity_provider} ${strategy.weight} ${strategy.base}"
    ] == ["FARGATE 1 0"]
    error_message = "Nothing runs on Spot unless somebody asks for it."
  }

  assert {
    condition     = [for setting in aws_ecs_cluster.this.setting : "${setting.name} ${setting.value}"] == ["containerInsights enabled"]
    error_message = "The alarm on running tasks needs Container Insights."
  }

  assert {
    condition     = aws_ecs_cluster.this.tags == tomap({ environment = "test" }) && aws_cloudwatch_log_group.exec.tags == tomap({ environment = "test" })
    error_message = "Everything has the tags."
  }
}

run "divides_tasks_among_fargate_and_spot" {
  command = plan

  variables {
    fargate_base   = 2
    fargate_weight = 1
    spot_weight    = 3
  }

  assert {
    condition = toset([
      for strategy in aws_ecs_cluster_capacity_providers.this.default_capacity_provider_strategy :
      "${strategy.capacity_provider} ${strategy.weight} ${strategy.base}"
    ]) == toset(["FARGATE 1 2", "FARGATE_SPOT 3 0"])
    error_message = "The strategy has to have the weights and the base that were asked for."
  }
}

run "logs_sessions_without_a_key_of_ones_own" {
  command = plan

  assert {
    condition     = aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].logging == "OVERRIDE"
    error_message = "Each session has to be logged."
  }

  assert {
    condition     = aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].log_configuration[0].cloud_watch_encryption_enabled == false
    error_message = "ECS would not write to the group, because the group has no key of its own."
  }

  assert {
    condition     = aws_cloudwatch_log_group.exec.retention_in_days == 90
    error_message = "The log must not be kept for ever."
  }
}

run "encrypts_sessions_and_their_log_with_the_given_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.exec.kms_key_id == var.kms_key_arn
      && aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].kms_key_id == var.kms_key_arn
      && aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].log_configuration[0].cloud_watch_encryption_enabled
    )
    error_message = "The key has to encrypt the session and its log, and ECS has to insist on it."
  }
}

run "refuses_a_name_that_aws_would_refuse" {
  command = plan

  variables {
    name = "Executions_1"
  }

  expect_failures = [var.name]
}

run "refuses_a_strategy_in_which_nothing_has_a_weight" {
  command = plan

  variables {
    fargate_weight = 0
    spot_weight    = 0
  }

  expect_failures = [var.fargate_weight]
}

run "refuses_a_base_without_a_weight" {
  command = plan

  variables {
    fargate_base   = 1
    fargate_weight = 0
    spot_weight    = 1
  }

  expect_failures = [var.fargate_base]
}

run "refuses_what_container_insights_does_not_know" {
  command = plan

  variables {
    container_insights = "on"
  }

  expect_failures = [var.container_insights]
}

run "refuses_an_alias_as_a_key" {
  command = plan

  variables {
    kms_key_arn = "alias/executions"
  }

  expect_failures = [var.kms_key_arn]
}
