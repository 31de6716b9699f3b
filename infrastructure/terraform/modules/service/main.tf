# The service on Fargate: its task definition, the ECS service that keeps instances of it alive, and how many there are.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  region    = data.aws_region.current.id
  partition = data.aws_partition.current.partition
  here      = "${local.region}:${local.account}"

  family    = "${var.name}-service"
  log_group = "/ecs/${local.family}"
  log_arn   = "arn:${local.partition}:logs:${local.here}:log-group:${local.log_group}"

  task_security_group_ids = coalesce(var.task_security_group_ids, values(aws_security_group.tasks)[*].id)

  secrets = merge({ EXECUTION_SECURITY_CALLBACK_KEY = var.callback_key_secret_arn }, var.secrets)

  # A variable's name is the setting's in capitals, with _ for each dot and without dashes.
  settings = {
    SERVER_PORT                                = "8080"
    SERVER_TOMCAT_KEEPALIVETIMEOUT             = var.load_balancer == null ? null : "${var.load_balancer.keep_alive_seconds}s"
    AWS_REGION                                 = local.region
    EXECUTION_TABLE                            = var.data.table_name
    EXECUTION_ASSETSTABLE                      = var.data.asset_table_name
    EXECUTION_GATEWAY_AUDITTABLE               = var.data.audit_table_name
    EXECUTION_QUEUES_TRIGGER                   = var.data.trigger_queue_name
    EXECUTION_QUEUES_TRIGGERDEADLETTER         = var.data.dead_letter_queue_names["trigger"]
    EXECUTION_QUEUES_TASKSTATE                 = var.data.task_state_queue_name
    EXECUTION_QUEUES_TASKSTATEDEADLETTER       = var.data.dead_letter_queue_names["task-state"]
    EXECUTION_QUEUES_RESULTS                   = var.data.results_queue_name
    EXECUTION_QUEUES_RESULTSDEADLETTER         = var.data.dead_letter_queue_names["results"]
    EXECUTION_QUEUES_LAMBDARESULTS             = var.data.lambda_results_queue_name
    EXECUTION_QUEUES_LAMBDARESULTSDEADLETTER   = lookup(var.data.dead_letter_queue_names, "lambda-results", null)
    EXECUTION_QUEUES_FLEET                     = var.data.fleet_queue_name
    EXECUTION_QUEUES_FLEETDEADLETTER           = lookup(var.data.dead_letter_queue_names, "fleet", null)
    EXECUTION_QUEUES_WAKEUP                    = var.data.wake_up_queue_name
    EXECUTION_BUCKETS_INPUT                    = var.data.input_bucket_name
    EXECUTION_BUCKETS_RESULTS                  = var.data.results_bucket_name
    EXECUTION_BUCKETS_DEADLETTERS              = var.data.dead_letter_bucket_name
    EXECUTION_ARCHIVEBUCKET                    = var.data.archive_bucket_name
    EXECUTION_WAKEUP_FROM                      = var.data.wake_up_queue_name == null ? "stream" : "queue"
    EXECUTION_LAMBDA_DESTINATION               = var.data.lambda_results_queue_name == null ? "false" : "true"
    EXECUTION_ECS_CLUSTER                      = var.cluster_arn
    EXECUTION_ECS_SUBNETS                      = join(",", coalesce(var.task_subnet_ids, var.subnet_ids))
    EXECUTION_ECS_SECURITYGROUPS               = join(",", local.task_security_group_ids)
    EXECUTION_ECS_FAMILYPREFIX                 = var.family_prefix == "" ? null : var.family_prefix
    EXECUTION_ECS_LOGS_GROUP                   = var.family_prefix == "" ? null : "/ecs/${var.family_prefix}{job_name}"
    EXECUTION_SECURITY_CALLBACK_BASEURL        = var.base_url
    EXECUTION_SECURITY_USER_ISSUER             = var.user_tokens.issuer
    EXECUTION_SECURITY_USER_AUDIENCE           = var.user_tokens.audience
    EXECUTION_SECURITY_USER_JWKSETURI          = var.user_tokens.jwk_set_uri
    EXECUTION_SECURITY_USER_TENANTCLAIM        = var.user_tokens.tenant_claim
    EXECUTION_SECURITY_USER_OPERATORCLAIM      = var.user_tokens.operator_claim
    EXECUTION_SNS_EVENTSTOPICARN               = contains(var.topics, "events") ? var.data.events_topic_arn : null
    EXECUTION_SNS_RESULTSTOPICARN              = contains(var.topics, "results") ? var.data.results_topic_arn : null
    EXECUTION_SNS_DOCUMENTSTOPICARN            = contains(var.topics, "documents") ? var.data.documents_topic_arn : null
    EXECUTION_KAFKA_BROKERS                    = try(var.kafka.brokers, null)
    EXECUTION_KAFKA_SECURITYPROTOCOL           = try(var.kafka.cluster_arn, null) == null ? null : "SASL_SSL"
    EXECUTION_KAFKA_EVENTSTOPIC                = try(var.kafka.events_topic, null)
    EXECUTION_KAFKA_RESULTSTOPIC               = try(var.kafka.results_topic, null)
    EXECUTION_KAFKA_DOCUMENTSTOPIC             = try(var.kafka.documents_topic, null)
    EXECUTION_KAFKA_IAM_ROLEARN                = try(var.kafka.role_arn, null)
    CAMEL_VAULT_AWS_REGION                     = length(var.referenced_secret_arns) > 0 ? local.region : null
    CAMEL_VAULT_AWS_DEFAULTCREDENTIALSPROVIDER = length(var.referenced_secret_arns) > 0 ? "true" : null
  }
  environment = merge({ for name, value in local.settings : name => value if value != null }, var.environment)
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

  # The root file system is read-only: this is where the JVM and the readers of results write.
  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([
    merge(
      {
        name                   = "service"
        image                  = var.image
        command                = ["serve"]
        essential              = true
        user                   = "10001:10001"
        readonlyRootFilesystem = true
        # Above what the service itself takes to end (camel.main.shutdown-timeout, 30 s).
        stopTimeout     = 60
        linuxParameters = { initProcessEnabled = true }
        portMappings    = [{ name = "http", containerPort = 8080, hostPort = 8080, protocol = "tcp", appProtocol = "http" }]
        mountPoints     = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
        environment     = [for name in sort(keys(local.environment)) : { name = name, value = local.environment[name] }]
        secrets         = [for name in sort(keys(local.secrets)) : { name = name, valueFrom = local.secrets[name] }]
        logConfiguration = {
          logDriver = "awslogs"
          options = {
            awslogs-group         = local.log_group
            awslogs-region        = local.region
            awslogs-stream-prefix = "ecs"
            # A log that cannot be written must not stop the service.
            mode            = "non-blocking"
            max-buffer-size = "8m"
          }
        }
      },
      length(var.health_check_command) == 0 ? {} : {
        healthCheck = { command = var.health_check_command, interval = 15, timeout = 10, retries = 3, startPeriod = 120 }
      },
    )
  ])

  # ECS would start the container before its log group is there.
  depends_on = [aws_cloudwatch_log_group.this]
}

locals {
  service = {
    health_check_grace_period_seconds = var.load_balancer == null ? null : 120
    security_group_ids                = [aws_security_group.service.id]
  }
}

# One of these two exists. They differ in what a plan leaves alone, which Terraform takes no variable for.
resource "aws_ecs_service" "by_terraform" {
  for_each = var.image_tag_owned_by_ci ? toset([]) : toset(["service"])

  name                              = local.family
  cluster                           = var.cluster_arn
  task_definition                   = aws_ecs_task_definition.this.arn
  desired_count                     = var.desired_count
  launch_type                       = "FARGATE"
  health_check_grace_period_seconds = local.service.health_check_grace_period_seconds
  enable_ecs_managed_tags           = true
  propagate_tags                    = "SERVICE"
  tags                              = var.tags

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = local.service.security_group_ids
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = var.load_balancer == null ? [] : [var.load_balancer.target_group_arn]

    content {
      target_group_arn = load_balancer.value
      container_name   = "service"
      container_port   = 8080
    }
  }

  lifecycle {
    # The scaling decides how many there are.
    ignore_changes = [desired_count]
  }

  # An instance that may not read its table would end at once, and the deployment with it.
  depends_on = [aws_iam_role_policy.task, aws_iam_role_policy.execution]
}

resource "aws_ecs_service" "by_ci" {
  for_each = var.image_tag_owned_by_ci ? toset(["service"]) : toset([])

  name                              = local.family
  cluster                           = var.cluster_arn
  task_definition                   = aws_ecs_task_definition.this.arn
  desired_count                     = var.desired_count
  launch_type                       = "FARGATE"
  health_check_grace_period_seconds = local.service.health_check_grace_period_seconds
  enable_ecs_managed_tags           = true
  propagate_tags                    = "SERVICE"
  tags                              = var.tags

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = local.service.security_group_ids
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = var.load_balancer == null ? [] : [var.load_balancer.target_group_arn]

    content {
      target_group_arn = load_balancer.value
      container_name   = "service"
      container_port   = 8080
    }
  }

  lifecycle {
    # The scaling decides how many there are, and whoever deploys decides which revision they run.
    ignore_changes = [desired_count, task_definition]
  }

  # An instance that may not read its table would end at once, and the deployment with it.
  depends_on = [aws_iam_role_policy.task, aws_iam_role_policy.execution]
}
