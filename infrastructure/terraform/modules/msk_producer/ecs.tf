locals {
  log_group = "/ecs/${var.name}"

  settings = {
    BOOTSTRAP_SERVERS = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
    SECURITY          = "AWS_MSK_IAM"
    AWS_REGION        = local.region
    TOPIC             = var.producer_topic
    # MSK asks for two replicas that are in step. A topic with two in all could not be written to while a broker restarts.
    TOPIC_REPLICATION = "3"
    MESSAGES_PER_SEC  = tostring(var.messages_per_sec)
    BATCH_SIZE        = tostring(var.batch_size)
    NULL_PROB         = tostring(var.null_prob)
    ACKS              = var.acks
    LINGER_MS         = tostring(var.linger_ms)
    RETRIES           = tostring(var.retries)
    COMPRESSION       = var.compression
    MAX_REQUEST_SIZE  = tostring(var.max_request_size)
    VERIFY            = tostring(var.verify)
    # What SIGTERM leaves for flush and verification, below the container's stop timeout of 120 seconds.
    STOP_TIMEOUT_SECONDS = "110"
  }
  environment = merge(local.settings, var.cloudwatch_namespace == null ? {} : { CLOUDWATCH_NAMESPACE = var.cloudwatch_namespace }, var.ecs_environment)

  # The rights follow what the producer is really told, also where ecs_environment says it.
  topic       = local.environment["TOPIC"]
  idempotent  = local.environment["ACKS"] == "all" && local.environment["RETRIES"] != "0"
  verifies    = local.environment["VERIFY"] == "true"
  namespace   = try(local.environment["CLOUDWATCH_NAMESPACE"], null)
  assumes     = try(local.environment["IAM_ROLE_ARN"], null)
  topic_arn   = "${local.topic_arn_prefix}/${local.topic}"
  own_signing = local.assumes == null

  memories = {
    "256"   = [512, 1024, 2048]
    "512"   = range(1024, 4097, 1024)
    "1024"  = range(2048, 8193, 1024)
    "2048"  = range(4096, 16385, 1024)
    "4096"  = range(8192, 30721, 1024)
    "8192"  = range(16384, 61441, 4096)
    "16384" = range(32768, 122881, 8192)
  }

  # An image of ECR says which repository its start has to read.
  registry   = try(regex("^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<repository>[^:@]+)", var.image), null)
  repository = local.registry == null ? null : "arn:${local.partition}:ecr:${local.registry.region}:${local.registry.account}:repository/${local.registry.repository}"
}

resource "aws_cloudwatch_log_group" "producers" {
  name              = local.log_group
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  tags = var.tags
}

resource "aws_ecs_task_definition" "producer" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.ecs_cpu
  memory                   = var.ecs_memory
  task_role_arn            = aws_iam_role.producer.arn
  execution_role_arn       = aws_iam_role.start.arn
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  # Libraries for compression are unpacked there, and the rest of the file system is read-only.
  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([{
    name                   = "producer"
    image                  = var.image
    essential              = true
    command                = ["produce"]
    environment            = [for key in sort(keys(local.environment)) : { name = key, value = local.environment[key] }]
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
    linuxParameters        = { initProcessEnabled = true }
    stopTimeout            = 120

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = local.log_group
        awslogs-region        = local.region
        awslogs-stream-prefix = "ecs"
      }
    }
  }])

  lifecycle {
    precondition {
      condition     = contains(local.memories[var.ecs_cpu], var.ecs_memory)
      error_message = "ecs_memory must be one of ${join(", ", local.memories[var.ecs_cpu])} MiB with ecs_cpu ${var.ecs_cpu}, as Fargate has it; it is ${var.ecs_memory}."
    }
  }
}

resource "aws_ecs_service" "producer" {
  name                   = var.name
  cluster                = aws_ecs_cluster.this.id
  task_definition        = aws_ecs_task_definition.producer.arn
  desired_count          = var.ecs_desired_count
  launch_type            = "FARGATE"
  propagate_tags         = "SERVICE"
  enable_execute_command = false

  # A load of two versions at once could not be told apart, so the old producer ends before the new one begins.
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [for key in sort(keys(local.subnets)) : aws_subnet.private[key].id]
    security_groups  = [aws_security_group.producers.id]
    assign_public_ip = false
  }

  tags = var.tags

  # Without rights and a way out the first tasks would end at once, and the circuit breaker would count them.
  depends_on = [aws_iam_role_policy.producer, aws_iam_role_policy.start, aws_route_table_association.private]
}
