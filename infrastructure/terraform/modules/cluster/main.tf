locals {
  # A provider without a weight is left out of the strategy: ECS refuses a strategy in which nothing has one.
  strategy = {
    for provider, share in {
      FARGATE      = { weight = var.fargate_weight, base = var.fargate_base }
      FARGATE_SPOT = { weight = var.spot_weight, base = 0 }
    } : provider => share if share.weight > 0
  }
}

resource "aws_ecs_cluster" "this" {
  name = var.name
  tags = var.tags

  setting {
    name  = "containerInsights"
    value = var.container_insights
  }

  configuration {
    execute_command_configuration {
      kms_key_id = var.kms_key_arn
      # Who opens a shell in a container leaves a record here, whatever the log of the task says.
      logging = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name = aws_cloudwatch_log_group.exec.name
        # ECS refuses to write to a group that has no KMS key of its own where this is true.
        cloud_watch_encryption_enabled = var.kms_key_arn != null
      }
    }
  }
}

# The log of ECS Exec. A task also needs rights of its own before anybody can open a shell in it.
resource "aws_cloudwatch_log_group" "exec" {
  name              = "/ecs/${var.name}/exec"
  retention_in_days = var.exec_log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

# Both providers are there whatever their weights are, because a task or a service may name one by itself. The execution
# service does so where execution.ecs.capacity-provider is set.
resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  dynamic "default_capacity_provider_strategy" {
    for_each = local.strategy

    content {
      capacity_provider = default_capacity_provider_strategy.key
      weight            = default_capacity_provider_strategy.value.weight
      base              = default_capacity_provider_strategy.value.base
    }
  }
}
