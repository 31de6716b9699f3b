# The least that runs jobs: one instance of the service behind a load balancer, and one task on ECS.

provider "aws" {
  region = var.region

  default_tags {
    tags = { application = var.name }
  }
}

module "network" {
  source = "../../modules/network"

  name               = var.name
  availability_zones = var.availability_zones
  single_nat         = true # A job that fails because one zone is away is tried again, so one NAT gateway will do here.
}

module "cluster" {
  source = "../../modules/cluster"

  name = var.name
}

module "data" {
  source = "../../modules/data"

  name                = var.name
  cluster_arns        = [module.cluster.cluster_arn]
  audit               = false
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
  image         = var.image
  vpc_id        = module.network.vpc_id
  subnet_ids    = module.network.private_subnet_ids
  cluster_arn   = module.cluster.cluster_arn
  cluster_name  = module.cluster.cluster_name
  load_balancer = module.gateway
  data          = module.data
  base_url      = module.gateway.url
  pages         = false

  # What may be launched: this task and nothing else.
  task_definition_families = [module.word_count.task_definition_family]
  task_role_arns           = [module.word_count.task_role_arn, module.word_count.execution_role_arn]

  kafka                   = var.kafka
  user_tokens             = var.user_tokens
  callback_key_secret_arn = var.callback_key_secret_arn
}

# The task that the service is shipped with; its image is that of the service.
module "word_count" {
  source = "../../modules/ecs_task"

  name                = var.name
  task_file           = "${path.module}/../../../../src/main/resources/tasks/word-count.yaml"
  image               = var.image
  data                = module.data
  service_role_arn    = module.service.task_role_arn
  transient_workspace = var.transient_workspace
}
