# All modules together: several instances of the service with pages for operators behind a load balancer with a firewall, a fleet
# of workers, a cluster of Kafka with its load producer, a task on ECS with a queue of its own, a task that is a function, a job
# each night, a dashboard and alarms.

provider "aws" {
  region = var.region

  default_tags {
    tags = { application = var.name }
  }
}

data "aws_caller_identity" "current" {}

module "network" {
  source = "../../modules/network"

  name                = var.name
  availability_zones  = var.availability_zones
  interface_endpoints = ["ecr.api", "ecr.dkr", "logs", "sqs", "secretsmanager"]
}

module "cluster" {
  source = "../../modules/cluster"

  name               = var.name
  fargate_weight     = 1
  spot_weight        = 1
  container_insights = "enabled"
}

module "data" {
  source = "../../modules/data"

  name                = var.name
  cluster_arns        = [module.cluster.cluster_arn]
  wake_up             = "queue"
  fleet               = true
  lambda_destination  = true
  archive             = true
  topics              = ["events", "results", "documents"]
  trigger_senders     = var.trigger_senders
  alarm_topic_arns    = [aws_sns_topic.alarms.arn]
  transient_workspace = var.transient_workspace
  deletion_protection = !var.transient_workspace
}

module "gateway" {
  source = "../../modules/gateway"

  name                = var.name
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.public_subnet_ids
  certificate_arn     = var.certificate_arn
  hostname            = var.hostname
  waf                 = true
  transient_workspace = var.transient_workspace
  deletion_protection = !var.transient_workspace

  # Tasks report to the same address as users, and they come from the NAT gateways.
  allowed_cidrs = concat(var.allowed_cidrs, [for address in module.network.nat_public_ips : "${address}/32"])
}

# The load test's own cluster of Kafka takes the service's events as well. An installation that is not for tests has a cluster of
# its own, and no producer in it.
module "kafka" {
  source = "../../modules/msk_producer"

  name                    = "${var.name}-load"
  vpc_id                  = module.network.vpc_id
  availability_zones      = var.availability_zones
  private_subnets_cidr    = ["10.0.192.0/20"]
  private_route_table_ids = module.network.private_route_table_ids
  image                   = var.image
  ecs_desired_count       = 0
  verify                  = true
  cloudwatch_namespace    = "LoadTest"
}

resource "aws_vpc_security_group_ingress_rule" "kafka" {
  security_group_id            = module.kafka.msk_security_group_id
  description                  = "The service publishes its events"
  referenced_security_group_id = module.service.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098
}

module "service" {
  source = "../../modules/service"

  name            = var.name
  image           = var.image
  desired_count   = 2
  min_count       = 2
  max_count       = 6
  requests_target = 6000
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.private_subnet_ids
  cluster_arn     = module.cluster.cluster_arn
  cluster_name    = module.cluster.cluster_name
  load_balancer   = module.gateway
  data            = module.data
  topics          = ["events", "results", "documents"]
  base_url        = module.gateway.url

  # Another installation in this account and region has families of its own, by its own name.
  family_prefix = "${var.name}-"

  # What may be launched: these tasks and nothing else.
  task_definition_families = [module.words.task_definition_family]
  task_role_arns           = [module.words.task_role_arn, module.words.execution_role_arn]
  function_arns            = [module.words_function.function_arn]

  kafka = {
    brokers     = module.kafka.msk_bootstrap_brokers_sasl_iam
    cluster_arn = module.kafka.msk_cluster_arn
  }
  user_tokens             = var.user_tokens
  callback_key_secret_arn = var.callback_key_secret_arn

  secrets = {
    GATEWAY_HTTP_PASSWORD         = var.pages_password_secret_arn
    EXECUTION_GATEWAY_WORKERTOKEN = var.worker_token_secret_arn
  }

  # A pipeline deploys further images; a plan leaves them alone, and the variable is for the first one.
  image_tag_owned_by_ci = true

  # Where the image has this example's folder of tasks.
  environment = { EXECUTION_TASKSDIR = "/opt/execution-service/tasks" }
}

module "workers" {
  source = "../../modules/workers"

  name                       = var.name
  image                      = var.image
  min_count                  = 0
  max_count                  = 40
  spot_weight                = 3
  fargate_weight             = 1
  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.private_subnet_ids
  cluster_arn                = module.cluster.cluster_arn
  cluster_name               = module.cluster.cluster_name
  data                       = module.data
  service_url                = module.service.url
  service_security_group_ids = { service = module.service.security_group_id }
  secrets                    = { WORK_TOKEN = var.worker_token_secret_arn }
}

module "words" {
  source = "../../modules/ecs_task"

  name                = var.name
  task_file           = "${path.module}/tasks/words.yaml"
  family_prefix       = "${var.name}-"
  image               = var.image
  data                = module.data
  service_role_arn    = module.service.task_role_arn
  transient_workspace = var.transient_workspace
}

module "words_function" {
  source = "../../modules/lambda_task"

  name                = var.name
  task_file           = "${path.module}/tasks/words-function.yaml"
  package_path        = var.function_package
  handler             = "words.handler"
  data                = module.data
  service_role_arn    = module.service.task_role_arn
  transient_workspace = var.transient_workspace
}

module "schedule" {
  source = "../../modules/schedule"

  name             = var.name
  queue_arn        = module.data.trigger_queue_arn
  kms_key_arn      = module.data.kms_key_arn
  alarm_topic_arns = [aws_sns_topic.alarms.arn]

  schedules = {
    nightly = {
      expression = "cron(0 3 * * ? *)"
      timezone   = "Europe/Dublin"
      job_event = jsonencode({
        tenant_id      = "demo"
        jit_event_name = "nightly"
        asset_id       = "words"
        workflow_slug  = "count-words"
        job_name       = "words"
        request        = "the words of the night"
      })
    }
  }
}

module "observability" {
  source = "../../modules/observability"

  name                    = var.name
  load_balancer           = merge(module.gateway, { min_ready = 2 })
  queue_names             = module.data.queue_names
  dead_letter_queue_names = module.data.dead_letter_queue_names
  dead_letter_alarm_arns  = module.data.dead_letter_alarm_arns
  table_names             = { executions = module.data.table_name }
  alarm_topic_arns        = [aws_sns_topic.alarms.arn]

  services = {
    service = { cluster_name = module.cluster.cluster_name, service_name = module.service.service_name, min_count = 2 }
    workers = { cluster_name = module.cluster.cluster_name, service_name = module.workers.service_name, min_count = 0 }
  }
}

# Whoever is to hear of alarms subscribes here.
resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

data "aws_iam_policy_document" "alarms" {
  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.alarms.json
}
