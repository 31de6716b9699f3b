data "aws_region" "current" {}

data "aws_availability_zones" "all" {
  state = "available"

  # Local zones are zones as well, and have neither Fargate nor NAT gateways.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  zone_names = coalesce(var.availability_zones, slice(
    sort(data.aws_availability_zones.all.names),
    0,
    min(3, length(data.aws_availability_zones.all.names)),
  ))

  # Seven eighths of the addresses are for private subnets, one each. The public subnets share the last eighth.
  public_block = cidrsubnet(var.cidr, 3, 7)

  zones = {
    for index, zone in local.zone_names : zone => {
      private = cidrsubnet(var.cidr, 3, index)
      public  = cidrsubnet(local.public_block, 3, index)
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
  # The private names of interface endpoints need both.
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(var.tags, { Name = var.name })
}

# What is made without a security group gets this one. It has no rules, so nothing is reached by mistake.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-default-unused" })
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = var.name })
}

resource "aws_subnet" "public" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value.public
  # The load balancer and NAT bring their own addresses, and a task says by itself whether it wants one.
  map_public_ip_on_launch = false
  tags                    = merge(var.tags, { Name = "${var.name}-public-${each.key}" })
}

resource "aws_subnet" "private" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value.private
  tags              = merge(var.tags, { Name = "${var.name}-private-${each.key}" })
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-public" })
}

resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each = local.zones

  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public.id
}

# Each zone has a table of its own even where NAT is shared, so that a change of single_nat changes routes alone.
resource "aws_route_table" "private" {
  for_each = local.zones

  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-private-${each.key}" })
}

resource "aws_route_table_association" "private" {
  for_each = local.zones

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}
