locals {
  # A NAT instance is made of an image that somebody has to choose. Where there is none, a gateway does the same.
  nat_mode = var.nat_mode == "instance" && var.nat_instance_ami == null ? "gateway" : var.nat_mode

  nat_zones      = local.nat_mode == "none" ? toset([]) : toset(var.single_nat ? [local.zone_names[0]] : local.zone_names)
  gateway_zones  = local.nat_mode == "gateway" ? local.nat_zones : toset([])
  instance_zones = local.nat_mode == "instance" ? local.nat_zones : toset([])

  # The zone whose NAT a zone uses: its own, or the one that all share.
  nat_of_zone = local.nat_mode == "none" ? {} : { for zone in local.zone_names : zone => var.single_nat ? local.zone_names[0] : zone }
}

# Others know the addresses of NAT by name or by allow list, so they outlive the gateway or the instance.
resource "aws_eip" "nat" {
  for_each = local.nat_zones

  domain     = "vpc"
  tags       = merge(var.tags, { Name = "${var.name}-nat-${each.key}" })
  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = local.gateway_zones

  allocation_id = aws_eip.nat[each.key].allocation_id
  subnet_id     = aws_subnet.public[each.key].id
  tags          = merge(var.tags, { Name = "${var.name}-${each.key}" })
  depends_on    = [aws_route.public]
}

resource "aws_route" "private" {
  for_each = local.nat_of_zone

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = local.nat_mode == "gateway" ? aws_nat_gateway.this[each.value].id : null
  network_interface_id   = local.nat_mode == "instance" ? aws_instance.nat[each.value].primary_network_interface_id : null
}

resource "aws_security_group" "nat" {
  for_each = length(local.instance_zones) > 0 ? toset(["nat"]) : toset([])

  name        = "${var.name}-nat"
  description = "NAT instances: in from the network, out to everywhere"
  vpc_id      = aws_vpc.this.id
  tags        = merge(var.tags, { Name = "${var.name}-nat" })
}

resource "aws_vpc_security_group_ingress_rule" "nat" {
  for_each = aws_security_group.nat

  security_group_id = each.value.id
  description       = "What private subnets send to the internet"
  ip_protocol       = "-1"
  cidr_ipv4         = var.cidr
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "nat" {
  for_each = aws_security_group.nat

  security_group_id = each.value.id
  description       = "The internet"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
  tags              = var.tags
}

# The instance has no role, no key and no port that is open to the internet, so there is nothing to sign in to or to steal.
resource "aws_instance" "nat" {
  for_each = local.instance_zones

  ami                    = var.nat_instance_ami
  instance_type          = var.nat_instance_type
  subnet_id              = aws_subnet.public[each.key].id
  vpc_security_group_ids = [aws_security_group.nat["nat"].id]
  # Packets of others have addresses that are not the instance's.
  source_dest_check = false
  ebs_optimized     = true

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted  = true
    kms_key_id = var.kms_key_arn
  }

  # AWS moves the instance to another host when its own fails.
  maintenance_options {
    auto_recovery = "default"
  }

  tags        = merge(var.tags, { Name = "${var.name}-nat-${each.key}" })
  volume_tags = merge(var.tags, { Name = "${var.name}-nat-${each.key}" })
}

resource "aws_eip_association" "nat" {
  for_each = local.instance_zones

  allocation_id = aws_eip.nat[each.key].allocation_id
  instance_id   = aws_instance.nat[each.key].id
}

# An instance that hangs is started anew by EC2 itself, without anybody.
resource "aws_cloudwatch_metric_alarm" "nat" {
  for_each = local.instance_zones

  alarm_name          = "${var.name}-nat-${each.key}-hangs"
  alarm_description   = "The NAT instance of zone ${each.key} does not answer for three minutes and is rebooted. Private subnets that use it have no internet meanwhile."
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed_Instance"
  dimensions          = { InstanceId = aws_instance.nat[each.key].id }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  alarm_actions       = ["arn:${data.aws_partition.current.partition}:automate:${data.aws_region.current.id}:ec2:reboot"]
  tags                = var.tags
}
