# Images in ECR, results and rows go through these, past NAT, which is paid for by the gigabyte.
resource "aws_vpc_endpoint" "gateway" {
  for_each = toset(["dynamodb", "s3"])

  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${data.aws_region.current.id}.${each.key}"
  route_table_ids   = concat([aws_route_table.public.id], [for zone in local.zone_names : aws_route_table.private[zone].id])
  tags              = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.id}.${each.key}"
  subnet_ids          = [for zone in local.zone_names : aws_subnet.private[zone].id]
  security_group_ids  = [aws_security_group.endpoints["endpoints"].id]
  private_dns_enabled = true
  tags                = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_security_group" "endpoints" {
  for_each = length(var.interface_endpoints) > 0 ? toset(["endpoints"]) : toset([])

  name        = "${var.name}-endpoints"
  description = "Interface endpoints of AWS services: HTTPS from the network"
  vpc_id      = aws_vpc.this.id
  tags        = merge(var.tags, { Name = "${var.name}-endpoints" })
}

# Who may do what at a service is decided by IAM; the group only says who can reach the endpoint.
resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  for_each = aws_security_group.endpoints

  security_group_id = each.value.id
  description       = "HTTPS from the network"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.cidr
  tags              = var.tags
}
