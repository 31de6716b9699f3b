mock_provider "aws" {
  mock_data "aws_vpc" {
    defaults = {
      cidr_block = "10.0.0.0/16"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }

  mock_resource "aws_lb" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/executions/0123456789abcdef"
      arn_suffix = "app/executions/0123456789abcdef"
      dns_name   = "executions-1.eu-west-1.elb.amazonaws.com"
    }
  }

  mock_resource "aws_lb_target_group" {
    defaults = {
      arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/executions/0123456789abcdef"
    }
  }

  mock_resource "aws_lb_listener" {
    defaults = {
      arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/executions/0123456789abcdef/0123456789abcdef"
    }
  }

  mock_resource "aws_s3_bucket" {
    defaults = {
      arn    = "arn:aws:s3:::executions-alb-0123"
      bucket = "executions-alb-0123"
    }
  }

  mock_resource "aws_wafv2_web_acl" {
    defaults = {
      arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/executions/00000000-0000-0000-0000-000000000000"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-executions"
    }
  }
}

variables {
  name            = "executions"
  vpc_id          = "vpc-0123456789abcdef0"
  subnet_ids      = ["subnet-0a", "subnet-0b"]
  certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
  allowed_cidrs   = ["203.0.113.0/24", "198.51.100.7/32"]
}

run "speaks_tls_to_the_allowed_addresses_alone" {
  command = apply

  assert {
    condition = toset([
      for rule in aws_security_group.this.ingress : "${rule.from_port}-${rule.to_port} ${join(" ", sort(rule.cidr_blocks))}"
    ]) == toset(["80-80 198.51.100.7/32 203.0.113.0/24", "443-443 198.51.100.7/32 203.0.113.0/24"])
    error_message = "Nobody else may reach the load balancer, and no other port."
  }

  assert {
    condition = [
      for rule in aws_security_group.this.egress : "${rule.from_port} ${rule.to_port} ${join(" ", rule.cidr_blocks)}"
    ] == ["8080 8080 10.0.0.0/16"]
    error_message = "The load balancer may reach the port of the service alone."
  }

  assert {
    condition     = aws_lb_listener.https.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && aws_lb_listener.https.default_action[0].target_group_arn == aws_lb_target_group.this.arn
    error_message = "HTTPS has to lead to the service."
  }

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect" && aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS"
    error_message = "HTTP may do nothing but lead to HTTPS."
  }

  assert {
    condition     = aws_lb.this.drop_invalid_header_fields && aws_lb.this.enable_deletion_protection && !aws_lb.this.internal
    error_message = "Headers that are not valid must not reach the service, and nobody deletes the load balancer by mistake."
  }
}

run "asks_the_service_whether_it_is_ready" {
  command = plan

  assert {
    condition = (
      aws_lb_target_group.this.health_check[0].path == "/actuator/health/readiness"
      && aws_lb_target_group.this.health_check[0].port == "traffic-port"
      && aws_lb_target_group.this.port == 8080
      && aws_lb_target_group.this.target_type == "ip"
    )
    error_message = "The port of users says whether the service is ready."
  }

  assert {
    condition     = !aws_lb_target_group.this.stickiness[0].enabled && aws_lb_target_group.this.deregistration_delay == "30"
    error_message = "Every instance answers alike, and has half a minute to finish."
  }
}

run "keeps_connections_for_less_time_than_the_service" {
  command = plan

  variables {
    idle_timeout = 300
  }

  assert {
    condition     = aws_lb.this.idle_timeout == 300 && output.keep_alive_seconds > 300
    error_message = "Who closes an idle connection has to be the load balancer."
  }
}

run "records_requests_in_a_bucket_of_its_own" {
  command = apply

  assert {
    condition     = aws_lb.this.access_logs[0].enabled && aws_lb.this.access_logs[0].bucket == "executions-alb-0123"
    error_message = "Each request has to be recorded."
  }

  assert {
    condition     = data.aws_iam_policy_document.access_log["this"].statement[0].resources == toset(["arn:aws:s3:::executions-alb-0123/executions/AWSLogs/123456789012/*"])
    error_message = "Only load balancers of this account may write there, and only below their prefix."
  }

  assert {
    condition = (
      data.aws_iam_policy_document.access_log["this"].statement[1].effect == "Deny"
      && one(data.aws_iam_policy_document.access_log["this"].statement[1].condition).variable == "aws:SecureTransport"
    )
    error_message = "Nobody may use the bucket without TLS."
  }

  assert {
    condition = (
      aws_s3_bucket_public_access_block.access_log["this"].restrict_public_buckets
      && aws_s3_bucket_lifecycle_configuration.access_log["this"].rule[0].expiration[0].days == 90
      && !aws_s3_bucket.access_log["this"].force_destroy
    )
    error_message = "Records are not public, end after 90 days, and are not destroyed by mistake."
  }
}

run "records_requests_in_the_given_bucket" {
  command = plan

  variables {
    access_log_bucket = "logs-of-all"
  }

  assert {
    condition     = aws_lb.this.access_logs[0].bucket == "logs-of-all" && length(aws_s3_bucket.access_log) + length(aws_s3_bucket_policy.access_log) == 0
    error_message = "A bucket that is given is used as it is, and none is made."
  }
}

run "has_managed_rules_before_it" {
  command = apply

  variables {
    waf                      = true
    waf_requests_per_address = 20000
  }

  assert {
    condition = toset([for rule in aws_wafv2_web_acl.this["this"].rule : "${rule.priority} ${rule.name}"]) == toset([
      "0 RequestsPerAddress",
      "10 AWSManagedRulesAmazonIpReputationList",
      "20 AWSManagedRulesKnownBadInputsRuleSet",
      "30 AWSManagedRulesCommonRuleSet",
    ])
    error_message = "The rules of AWS and the limit have to be there."
  }

  assert {
    condition = contains(flatten([
      for rule in aws_wafv2_web_acl.this["this"].rule : [
        for statement in rule.statement[0].managed_rule_group_statement : statement.rule_action_override[*].name
      ]
    ]), "SizeRestrictions_BODY")
    error_message = "A job may be larger than 8 KB."
  }

  assert {
    condition = (
      aws_wafv2_web_acl_association.own["this"].resource_arn == aws_lb.this.arn
      && aws_wafv2_web_acl_logging_configuration.this["this"].redacted_fields[0].single_header[0].name == "authorization"
    )
    error_message = "The rules have to stand before the load balancer, and their log must have no token."
  }
}

run "has_no_web_acl_unless_it_is_asked_for" {
  command = plan

  assert {
    condition     = length(aws_wafv2_web_acl.this) + length(aws_wafv2_web_acl_association.own) + length(aws_wafv2_web_acl_association.given) == 0
    error_message = "A web ACL costs something."
  }
}

run "takes_the_given_web_acl" {
  command = plan

  variables {
    waf_acl_arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/ours/00000000-0000-0000-0000-000000000000"
  }

  assert {
    condition     = aws_wafv2_web_acl_association.given["this"].web_acl_arn == var.waf_acl_arn && length(aws_wafv2_web_acl.this) == 0
    error_message = "The given ACL stands before the load balancer, and none is made."
  }
}

run "names_the_address_that_the_certificate_is_for" {
  command = plan

  variables {
    hostname = "executions.example.org"
  }

  assert {
    condition     = output.url == "https://executions.example.org"
    error_message = "Tasks have to use the name that is in the certificate."
  }
}

run "refuses_two_web_acls" {
  command = plan

  variables {
    waf         = true
    waf_acl_arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/ours/00000000-0000-0000-0000-000000000000"
  }

  expect_failures = [var.waf_acl_arn]
}

run "refuses_old_tls" {
  command = plan

  variables {
    ssl_policy = "ELBSecurityPolicy-2016-08"
  }

  expect_failures = [var.ssl_policy]
}

run "refuses_addresses_without_a_length" {
  command = plan

  variables {
    allowed_cidrs = ["203.0.113.7"]
  }

  expect_failures = [var.allowed_cidrs]
}

run "refuses_a_single_subnet" {
  command = plan

  variables {
    subnet_ids = ["subnet-0a"]
  }

  expect_failures = [var.subnet_ids]
}

run "refuses_a_time_that_cuts_off_whoever_follows_a_log" {
  command = plan

  variables {
    idle_timeout = 5
  }

  expect_failures = [var.idle_timeout]
}
