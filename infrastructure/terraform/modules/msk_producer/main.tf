# A cluster of MSK and a producer that loads it: three private subnets for both, the brokers with IAM and TLS, and a service of
# ECS that runs the role `produce` of the execution service's image.

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

data "aws_availability_zones" "this" {
  state = "available"

  # Local zones have no brokers.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.id

  zones = slice(coalesce(var.availability_zones, data.aws_availability_zones.this.names), 0, 3)
  cidrs = length(var.private_subnets_cidr) == 3 ? var.private_subnets_cidr : [for part in range(3) : cidrsubnet(var.private_subnets_cidr[0], 2, part)]

  # Named by position and not by zone, because the names of the zones may be unknown when Terraform plans.
  subnets = {
    for position, key in ["a", "b", "c"] : key => {
      zone        = local.zones[position]
      cidr        = local.cidrs[position]
      route_table = var.private_route_table_ids[length(var.private_route_table_ids) == 3 ? position : 0]
    }
  }

  # arn:aws:kafka:…:cluster/<name>/<uuid> is the beginning of the ARNs of topics and groups as well.
  topic_arn_prefix = replace(aws_msk_cluster.this.arn, ":cluster/", ":topic/")
  group_arn_prefix = replace(aws_msk_cluster.this.arn, ":cluster/", ":group/")
}

# --- network

resource "aws_subnet" "private" {
  for_each = local.subnets

  vpc_id                  = var.vpc_id
  availability_zone       = each.value.zone
  cidr_block              = each.value.cidr
  map_public_ip_on_launch = false
  tags                    = merge(var.tags, { Name = "${var.name}-private-${each.key}" })
}

resource "aws_route_table_association" "private" {
  for_each = local.subnets

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = each.value.route_table
}

resource "aws_security_group" "brokers" {
  name        = "${var.name}-brokers"
  description = "Brokers of ${var.name}: by IAM and TLS, from the producers alone"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-brokers" })
}

resource "aws_vpc_security_group_ingress_rule" "brokers" {
  security_group_id            = aws_security_group.brokers.id
  description                  = "Producers, by IAM"
  referenced_security_group_id = aws_security_group.producers.id
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098
  tags                         = var.tags
}

resource "aws_security_group" "producers" {
  name        = "${var.name}-producers"
  description = "Producers of ${var.name}: nobody connects to them"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-producers" })
}

resource "aws_vpc_security_group_egress_rule" "brokers" {
  security_group_id            = aws_security_group.producers.id
  description                  = "Brokers, by IAM"
  referenced_security_group_id = aws_security_group.brokers.id
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "aws" {
  security_group_id = aws_security_group.producers.id
  description       = "ECR, logs and metrics by TLS; their addresses change, so the range is open"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

# --- brokers

resource "aws_kms_key" "brokers" {
  for_each = var.kms_key_arn == null ? toset(["own"]) : toset([])

  description             = "What the brokers of ${var.name} store"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = var.tags
}

resource "aws_kms_alias" "brokers" {
  for_each = aws_kms_key.brokers

  name          = "alias/${var.name}-brokers"
  target_key_id = each.value.key_id
}

resource "aws_cloudwatch_log_group" "brokers" {
  name              = "/msk/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.msk_kafka_version
  number_of_broker_nodes = var.msk_broker_count
  enhanced_monitoring    = var.msk_enhanced_monitoring

  broker_node_group_info {
    instance_type   = var.msk_broker_instance_type
    client_subnets  = [for key in sort(keys(local.subnets)) : aws_subnet.private[key].id]
    security_groups = [aws_security_group.brokers.id]

    storage_info {
      ebs_storage_info {
        volume_size = var.msk_ebs_volume_size
      }
    }
  }

  client_authentication {
    unauthenticated = false

    sasl {
      iam = true
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = local.kms_key_arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
    }
  }

  tags = var.tags
}

locals {
  kms_key_arn = var.kms_key_arn == null ? one([for key in aws_kms_key.brokers : key.arn]) : var.kms_key_arn
}
