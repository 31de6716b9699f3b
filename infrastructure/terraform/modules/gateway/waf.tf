locals {
  own_acl = var.waf ? toset(["this"]) : toset([])

  # Rules of AWS in the order in which they are asked: what is cheap and certain goes first.
  managed_rules = {
    AWSManagedRulesAmazonIpReputationList = { priority = 10, counted = [] }
    AWSManagedRulesKnownBadInputsRuleSet  = { priority = 20, counted = [] }
    AWSManagedRulesCommonRuleSet          = { priority = 30, counted = var.waf_counted_rules }
  }
}

resource "aws_wafv2_web_acl" "this" {
  for_each = local.own_acl

  name        = var.name
  description = "Managed rules before the load balancer of ${var.name}"
  scope       = "REGIONAL"
  tags        = var.tags

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = local.managed_rules

    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          dynamic "rule_action_override" {
            for_each = rule.value.counted

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        metric_name                = rule.key
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = var.waf_requests_per_address == null ? [] : [var.waf_requests_per_address]

    content {
      name     = "RequestsPerAddress"
      priority = 0

      action {
        block {
          custom_response {
            response_code = 429
          }
        }
      }

      statement {
        rate_based_statement {
          aggregate_key_type    = "IP"
          limit                 = rule.value
          evaluation_window_sec = 300
        }
      }

      visibility_config {
        metric_name                = "RequestsPerAddress"
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    metric_name                = var.name
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "own" {
  for_each = aws_wafv2_web_acl.this

  resource_arn = aws_lb.this.arn
  web_acl_arn  = each.value.arn
}

resource "aws_wafv2_web_acl_association" "given" {
  for_each = var.waf_acl_arn == null ? {} : { this = var.waf_acl_arn }

  resource_arn = aws_lb.this.arn
  web_acl_arn  = each.value
}

# WAF takes only groups whose names begin like this.
resource "aws_cloudwatch_log_group" "waf" {
  for_each = local.own_acl

  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.waf_log_days
  tags              = var.tags
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  for_each = aws_wafv2_web_acl.this

  resource_arn            = each.value.arn
  log_destination_configs = [aws_cloudwatch_log_group.waf[each.key].arn]

  # Tokens and passwords come in this header.
  redacted_fields {
    single_header {
      name = "authorization"
    }
  }
}
