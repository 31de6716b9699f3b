resource "aws_security_group" "workers" {
  name        = local.family
  description = "Workers, and the parts that they run"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = local.family })
}

resource "aws_vpc_security_group_ingress_rule" "page" {
  for_each = var.service_security_group_ids

  security_group_id            = aws_security_group.workers.id
  description                  = "The page of a worker, for ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = local.page_port
  to_port                      = local.page_port
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "workers" {
  for_each = length(var.egress_ports) == 0 ? { all = null } : { for port in var.egress_ports : tostring(port) => port }

  security_group_id = aws_security_group.workers.id
  description       = "To port ${each.key} of anything that routes lead to"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = each.value == null ? "-1" : "tcp"
  from_port         = each.value
  to_port           = each.value
  tags              = var.tags
}
