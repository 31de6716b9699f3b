# The service with one task, a scan by nmap, and two ways to ask for a scan: by the service's HTTP interface, and by a message to
# the task's own queue, which is subscribed to the topic of a scan initiator.

provider "aws" {
  region = var.region

  default_tags {
    tags = { application = var.name }
  }
}

module "network" {
  source = "../../modules/network"

  name       = var.name
  single_nat = true # A scan that fails because one zone is away is tried again, so one NAT gateway will do here.
}

module "cluster" {
  source = "../../modules/cluster"

  name = var.name
}

module "data" {
  source = "../../modules/data"

  name                = var.name
  cluster_arns        = [module.cluster.cluster_arn]
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
  transient_workspace = var.transient_workspace
  deletion_protection = !var.transient_workspace

  # Tasks report to the same address as users, and they come from the NAT gateway.
  allowed_cidrs = concat(var.allowed_cidrs, [for address in module.network.nat_public_ips : "${address}/32"])
}

module "service" {
  source = "../../modules/service"

  name          = var.name
  image         = var.service_image
  vpc_id        = module.network.vpc_id
  subnet_ids    = module.network.private_subnet_ids
  cluster_arn   = module.cluster.cluster_arn
  cluster_name  = module.cluster.cluster_name
  load_balancer = module.gateway
  data          = module.data
  base_url      = module.gateway.url

  # What may be launched: this task and nothing else.
  task_definition_families = [module.nmap.task_definition_family]
  task_role_arns           = [module.nmap.task_role_arn, module.nmap.execution_role_arn]

  kafka                   = var.kafka
  user_tokens             = var.user_tokens
  callback_key_secret_arn = var.callback_key_secret_arn

  # Where the image has this example's folders.
  environment = {
    EXECUTION_TASKSDIR  = "/opt/execution-service/tasks"
    EXECUTION_ROUTESDIR = "/opt/execution-service/routes"
  }
}

module "nmap" {
  source = "../../modules/ecs_task"

  name                = var.name
  task_file           = "${path.module}/tasks/nmap.yaml"
  image               = var.nmap_image
  data                = module.data
  service_role_arn    = module.service.task_role_arn
  transient_workspace = var.transient_workspace

  subscribe_input_to_scan_initiator = true
  scan_initiator_topic_arn          = aws_sns_topic.scan_initiator.arn

  subscribe_es_to_output     = var.search_ingestion_queue_arn != null
  search_ingestion_queue_arn = var.search_ingestion_queue_arn
}

# Whoever wants a host scanned publishes its address here. Where there is such a topic already, put its ARN in place of this one.
resource "aws_sns_topic" "scan_initiator" {
  name              = "${var.name}-scan-initiator"
  kms_master_key_id = "alias/aws/sns"
}
