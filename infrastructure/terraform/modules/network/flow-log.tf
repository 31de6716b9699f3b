data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  flow_log = var.flow_log_days > 0 ? toset(["this"]) : toset([])
}

resource "aws_cloudwatch_log_group" "flow" {
  for_each = local.flow_log

  name              = "/vpc/${var.name}/flow"
  retention_in_days = var.flow_log_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_flow_log" "this" {
  for_each = local.flow_log

  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  log_destination_type     = "cloud-watch-logs"
  log_destination          = aws_cloudwatch_log_group.flow[each.key].arn
  iam_role_arn             = aws_iam_role.flow[each.key].arn
  max_aggregation_interval = 600
  tags                     = merge(var.tags, { Name = var.name })
}

resource "aws_iam_role" "flow" {
  for_each = local.flow_log

  name               = "${var.name}-flow-log"
  description        = "Writes the record of connections of the network ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.flow_trust.json
  tags               = var.tags
}

data "aws_iam_policy_document" "flow_trust" {
  statement {
    sid     = "FlowLogs"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }

    # Else flow logs of other accounts could be written with this role.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [join(":", [
        "arn", data.aws_partition.current.partition, "ec2", data.aws_region.current.id,
        data.aws_caller_identity.current.account_id, "vpc-flow-log/*",
      ])]
    }
  }
}

data "aws_iam_policy_document" "flow" {
  for_each = local.flow_log

  statement {
    sid = "Write"
    actions = [
      "logs:CreateLogStream",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ]
    resources = [
      aws_cloudwatch_log_group.flow[each.key].arn,
      "${aws_cloudwatch_log_group.flow[each.key].arn}:log-stream:*",
    ]
  }

  statement {
    # EC2 looks for its group among all of them.
    sid     = "Find"
    actions = ["logs:DescribeLogGroups"]
    resources = [join(":", [
      "arn", data.aws_partition.current.partition, "logs", data.aws_region.current.id,
      data.aws_caller_identity.current.account_id, "log-group", "*",
    ])]
  }
}

resource "aws_iam_role_policy" "flow" {
  for_each = local.flow_log

  name   = "write"
  role   = aws_iam_role.flow[each.key].name
  policy = data.aws_iam_policy_document.flow[each.key].json
}
