data "aws_iam_policy_document" "assume" {
  statement {
    sid     = "FunctionsOfThisAccount"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role" "function" {
  name               = "${local.role_label}-function"
  description        = "What the function of the task ${local.task} may do"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = merge(var.tags, { task = local.task })
}

# A function needs no right to report: it does so by an address and a token that are good for one attempt.
data "aws_iam_policy_document" "function" {
  source_policy_documents = compact([
    length(local.statements) == 0 ? null : jsonencode({ Version = "2012-10-17", Statement = local.statements }),
    var.policy_documents.function,
  ])

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_group}:*"]
  }

  # Lambda uses the function's role when it tells what became of an invocation.
  dynamic "statement" {
    for_each = var.destination ? [var.data.lambda_results_queue_arn] : []

    content {
      sid       = "TellOfItsEnd"
      actions   = ["sqs:SendMessage"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.data.kms_key_arn == null || (!var.destination && var.uploads_for_tenant == null) ? [] : [var.data.kms_key_arn]

    content {
      sid       = "EncryptWhatItSends"
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values = compact([
          var.destination ? "sqs.${local.region}.amazonaws.com" : null,
          var.uploads_for_tenant == null ? null : "s3.${local.region}.amazonaws.com",
        ])
      }
    }
  }

  dynamic "statement" {
    for_each = var.uploads_for_tenant == null ? [] : [var.uploads_for_tenant]

    content {
      sid       = "PutResultsOfOneTenant"
      actions   = ["s3:PutObject"]
      resources = ["${var.data.results_bucket_arn}/results/${statement.value}/*"]
    }
  }

  dynamic "statement" {
    for_each = var.tracing ? ["xray"] : []

    content {
      sid       = "SendTraces"
      actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      resources = ["*"] # X-Ray has no ARN for traces.
    }
  }

  dynamic "statement" {
    for_each = var.vpc == null ? [] : [var.vpc]

    content {
      sid = "ConnectToItsSubnets"
      actions = [
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface",
        "ec2:DescribeSubnets", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"] # Lambda asks for these before the interface has an ARN.
    }
  }

  # Lambda alone makes the interfaces; the function's own code must not use these rights.
  dynamic "statement" {
    for_each = var.vpc == null ? [] : [var.vpc]

    content {
      sid    = "LeaveNetworkToLambda"
      effect = "Deny"
      actions = [
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface",
        "ec2:DescribeSubnets", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"]

      condition {
        test     = "ArnEquals"
        variable = "lambda:SourceFunctionArn"
        values   = [local.function_arn]
      }
    }
  }
}

resource "aws_iam_role_policy" "function" {
  name   = "function"
  role   = aws_iam_role.function.name
  policy = data.aws_iam_policy_document.function.json
}

resource "aws_iam_role_policy" "service" {
  for_each = var.policy_documents.service == null ? toset([]) : toset(["service"])

  name   = "task-${local.task}"
  role   = reverse(split("/", var.service_role_arn))[0]
  policy = var.policy_documents.service
}
