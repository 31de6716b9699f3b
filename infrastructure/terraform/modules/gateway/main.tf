data "aws_vpc" "this" {
  id = var.vpc_id
}

resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  internal           = var.internal
  subnets            = var.subnet_ids
  security_groups    = [aws_security_group.this.id]
  idle_timeout       = var.idle_timeout
  # What Tomcat and the load balancer could read differently is not let through.
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection
  tags                       = var.tags

  access_logs {
    enabled = true
    bucket  = local.access_log_bucket
    prefix  = var.name
  }

  # A load balancer tries at once to write to its bucket, and is not made if it may not.
  depends_on = [aws_s3_bucket_policy.access_log]
}

# Addresses may be known only after others were made, such as those of NAT. So the rules stand here and are not resources of
# their own, whose number would have to be known before.
resource "aws_security_group" "this" {
  name        = "${var.name}-gateway"
  description = "Load balancer of ${var.name}: HTTPS from the allowed addresses, out to the service alone"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-gateway" })

  ingress {
    description     = "HTTPS"
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    cidr_blocks     = var.allowed_cidrs
    security_groups = var.allowed_security_group_ids
  }

  ingress {
    description     = "HTTP, which is only redirected"
    protocol        = "tcp"
    from_port       = 80
    to_port         = 80
    cidr_blocks     = var.allowed_cidrs
    security_groups = var.allowed_security_group_ids
  }

  egress {
    description = "The service"
    protocol    = "tcp"
    from_port   = var.target_port
    to_port     = var.target_port
    cidr_blocks = [data.aws_vpc.this.cidr_block]
  }
}

resource "aws_lb_target_group" "this" {
  name        = var.name
  target_type = "ip"
  protocol    = "HTTP"
  port        = var.target_port
  vpc_id      = var.vpc_id
  tags        = var.tags
  # Somebody who follows a log holds a connection for hours. A new one goes where the fewest are.
  load_balancing_algorithm_type = "least_outstanding_requests"
  deregistration_delay          = var.deregistration_delay

  health_check {
    # Public, and says UP or DOWN alone. An instance whose routes have not all started is DOWN.
    path                = "/actuator/health/readiness"
    port                = "traffic-port"
    protocol            = "HTTP"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  # Every instance answers every request alike, because all state is in the table.
  stickiness {
    type    = "lb_cookie"
    enabled = false
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  protocol          = "HTTPS"
  port              = 443
  ssl_policy        = var.ssl_policy
  certificate_arn   = var.certificate_arn
  tags              = var.tags

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  protocol          = "HTTP"
  port              = 80
  tags              = var.tags

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}
