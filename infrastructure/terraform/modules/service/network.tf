resource "aws_security_group" "service" {
  name        = local.family
  description = "Instances of the service"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = local.family })
}

resource "aws_vpc_security_group_ingress_rule" "service" {
  for_each = var.load_balancer == null ? {} : { balancer = var.load_balancer.security_group_id }

  security_group_id            = aws_security_group.service.id
  description                  = "Requests through the load balancer alone"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "service" {
  for_each = { for port in var.egress_ports : tostring(port) => port }

  security_group_id = aws_security_group.service.id
  description       = "To port ${each.key} of anything that routes lead to"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  tags              = var.tags
}

resource "aws_security_group" "tasks" {
  for_each = var.task_security_group_ids == null ? toset(["tasks"]) : toset([])

  name        = "${var.name}-tasks"
  description = "Tasks of jobs, which nobody connects to"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-tasks" })
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  for_each = aws_security_group.tasks

  security_group_id = each.value.id
  description       = "What a job connects to is the business of its image; a scan may be of any port"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
  tags              = var.tags
}
