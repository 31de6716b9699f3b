# A network, a cluster of MSK in it, and a load producer. Destroy it when the measurement is done: the brokers cost by the hour.

provider "aws" {
  region = var.region

  default_tags {
    tags = { application = var.name }
  }
}

module "network" {
  source = "../../modules/network"

  name       = var.name
  single_nat = true
}

module "load" {
  source = "../../modules/msk_producer"

  name                    = var.name
  vpc_id                  = module.network.vpc_id
  private_subnets_cidr    = [cidrsubnet(module.network.vpc_cidr, 6, 55)] # The network itself has nothing there with three zones.
  private_route_table_ids = module.network.private_route_table_ids
  image                   = var.image

  msk_broker_instance_type = var.broker_instance_type
  msk_ebs_volume_size      = 100

  producer_topic       = var.topic
  messages_per_sec     = var.messages_per_sec
  verify               = var.duration_seconds > 0
  cloudwatch_namespace = "LoadTest"
  ecs_cpu              = 1024
  ecs_memory           = 2048
  ecs_desired_count    = var.duration_seconds > 0 ? 0 : var.producers

  ecs_environment = {
    DURATION_SECONDS = tostring(var.duration_seconds)
    KEYS             = "random:10000"
  }
}
