# Workers on Fargate: their task definition, the ECS service that keeps them alive, and how many there are.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  region    = data.aws_region.current.id
  partition = data.aws_partition.current.partition
  here      = "${local.region}:${local.account}"

  family    = "${var.name}-workers"
  log_group = "/ecs/${local.family}"
  log_arn   = "arn:${local.partition}:logs:${local.here}:log-group:${local.log_group}"

  settings = {
    AWS_REGION             = local.region
    WORK_QUEUE             = var.data.fleet_queue_name
    WORK_DEAD_LETTER_QUEUE = var.data.dead_letter_queue_names["fleet"]
    WORK_SERVICE           = var.service_url
    WORK_CAPACITY          = var.capacity == null ? null : tostring(var.capacity)
    WORK_PORT              = tostring(local.page_port)
    # Less than the container's stopTimeout: what is left then is given back.
    WORK_STOP_TIMEOUT = "100"
  }
  page_port   = 8070
  environment = merge({ for name, value in local.settings : name => value if value != null }, var.environment)

  capacity_providers = {
    for name, provider in {
      FARGATE      = { weight = var.fargate_weight, base = var.fargate_base }
      FARGATE_SPOT = { weight = var.spot_weight, base = 0 }
    } : name => provider if provider.weight + provider.base > 0
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.data.kms_key_arn
  tags              = var.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.execution.arn
  # A deployment that fails goes back to the revision of before, which must still be there.
  skip_destroy = true
  tags         = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage == null ? [] : [var.ephemeral_storage]

    content {
      size_in_gib = ephemeral_storage.value
    }
  }

  # The root file system is read-only: parts and jobs have their folders here.
  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([
    merge(
      {
        name                   = "worker"
        image                  = var.image
        command                = var.command
        essential              = true
        user                   = "10001:10001"
        readonlyRootFilesystem = true
        # The most that Fargate has: a worker lets run what can still end.
        stopTimeout     = 120
        linuxParameters = { initProcessEnabled = true }
        portMappings    = [{ name = "page", containerPort = local.page_port, hostPort = local.page_port, protocol = "tcp" }]
        mountPoints     = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
        environment     = [for name in sort(keys(local.environment)) : { name = name, value = local.environment[name] }]
        secrets         = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]
        logConfiguration = {
          logDriver = "awslogs"
          options = {
            awslogs-group         = local.log_group
            awslogs-region        = local.region
            awslogs-stream-prefix = "ecs"
            # A log that cannot be written must not stop the parts.
            mode            = "non-blocking"
            max-buffer-size = "8m"
          }
        }
      },
      length(var.health_check_command) == 0 ? {} : {
        healthCheck = { command = var.health_check_command, interval = 15, timeout = 10, retries = 3, startPeriod = 60 }
      },
    )
  ])

  # ECS would start the container before its log group is there.
  depends_on = [aws_cloudwatch_log_group.this]
}

# One of these two exists. They differ in what a plan leaves alone, which Terraform takes no variable for.
resource "aws_ecs_service" "by_terraform" {
  for_each = var.image_tag_owned_by_ci ? toset([]) : toset(["workers"])

  name                    = local.family
  cluster                 = var.cluster_arn
  task_definition         = aws_ecs_task_definition.this.arn
  desired_count           = var.min_count
  enable_ecs_managed_tags = true
  propagate_tags          = "SERVICE"
  tags                    = var.tags

  # A worker that goes gives back what it has, so a deployment may take half of them at a time.
  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "capacity_provider_strategy" {
    for_each = local.capacity_providers

    content {
      capacity_provider = capacity_provider_strategy.key
      weight            = capacity_provider_strategy.value.weight
      base              = capacity_provider_strategy.value.base
    }
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.workers.id]
    assign_public_ip = false
  }

  lifecycle {
    # The scaling decides how many there are.
    ignore_changes = [desired_count]
  }

  # A worker that may not read its queue would end at once, and the deployment with it.
  depends_on = [aws_iam_role_policy.task, aws_iam_role_policy.execution]
}

resource "aws_ecs_service" "by_ci" {
  for_each = var.image_tag_owned_by_ci ? toset(["workers"]) : toset([])

  name                    = local.family
  cluster                 = var.cluster_arn
  task_definition         = aws_ecs_task_definition.this.arn
  desired_count           = var.min_count
  enable_ecs_managed_tags = true
  propagate_tags          = "SERVICE"
  tags                    = var.tags

  # A worker that goes gives back what it has, so a deployment may take half of them at a time.
  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "capacity_provider_strategy" {
    for_each = local.capacity_providers

    content {
      capacity_provider = capacity_provider_strategy.key
      weight            = capacity_provider_strategy.value.weight
      base              = capacity_provider_strategy.value.base
    }
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.workers.id]
    assign_public_ip = false
  }

  lifecycle {
    # The scaling decides how many there are, and whoever deploys decides which revision they run.
    ignore_changes = [desired_count, task_definition]
  }

  # A worker that may not read its queue would end at once, and the deployment with it.
  depends_on = [aws_iam_role_policy.task, aws_iam_role_policy.execution]
}
