resource "aws_kms_key" "data" {
  for_each = local.create_kms_key ? toset(["own"]) : toset([])

  description             = "Tables, queues, buckets, topics and logs of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
  tags                    = var.tags
}

resource "aws_kms_alias" "data" {
  for_each = aws_kms_key.data

  name          = "alias/${var.name}-data"
  target_key_id = each.value.key_id
}

locals {
  # S3 and EventBridge encrypt what they send to an encrypted queue, so they need the queue's key.
  sending_services = distinct(concat(
    ["s3.amazonaws.com", "events.amazonaws.com"],
    [for sender in values(var.trigger_senders) : sender.service if sender.service != null],
  ))
  sending_principals = distinct(flatten([for sender in values(var.trigger_senders) : sender.principal_arns]))
}

data "aws_iam_policy_document" "key" {
  # Without this nobody could ever change the key again. It lets the policies of roles in this account allow the use of the key.
  statement {
    sid       = "AccountDecidesByItsPolicies"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  statement {
    sid       = "ServicesSendToQueues"
    actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = local.sending_services
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }

  dynamic "statement" {
    for_each = length(var.input_subscriptions) > 0 ? ["sns.amazonaws.com"] : []

    content {
      sid       = "TopicsSendToQueue"
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = ["*"]

      principals {
        type        = "Service"
        identifiers = [statement.value]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = values(var.input_subscriptions)
      }
    }
  }

  # A sender of another account needs the key's policy as well as its own.
  dynamic "statement" {
    for_each = length(local.sending_principals) > 0 ? [local.sending_principals] : []

    content {
      sid       = "PrincipalsSendToQueue"
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["sqs.${data.aws_region.current.id}.amazonaws.com"]
      }
    }
  }

  statement {
    sid       = "LogGroupsOfThisAccount"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${data.aws_region.current.id}.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${local.here}:log-group:*"]
    }
  }
}
