data "aws_caller_identity" "current" {}

locals {
  own_bucket        = var.access_log_bucket == null ? toset(["this"]) : toset([])
  access_log_bucket = var.access_log_bucket == null ? aws_s3_bucket.access_log["this"].bucket : var.access_log_bucket
}

resource "aws_s3_bucket" "access_log" {
  for_each = local.own_bucket

  # Names of buckets are shared with everybody, so the rest of it is made up.
  bucket_prefix = "${var.name}-alb-"
  force_destroy = var.transient_workspace
  tags          = var.tags
}

resource "aws_s3_bucket_public_access_block" "access_log" {
  for_each = aws_s3_bucket.access_log

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "access_log" {
  for_each = aws_s3_bucket.access_log

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# Load balancers write to no bucket that is encrypted by a key of KMS.
resource "aws_s3_bucket_server_side_encryption_configuration" "access_log" {
  for_each = aws_s3_bucket.access_log

  bucket = each.value.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "access_log" {
  for_each = aws_s3_bucket.access_log

  bucket = each.value.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.access_log_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

data "aws_iam_policy_document" "access_log" {
  for_each = aws_s3_bucket.access_log

  statement {
    sid       = "LoadBalancerWrites"
    actions   = ["s3:PutObject"]
    resources = ["${each.value.arn}/${var.name}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value.arn, "${each.value.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "access_log" {
  for_each = aws_s3_bucket.access_log

  bucket = each.value.id
  policy = data.aws_iam_policy_document.access_log[each.key].json
  # S3 lets only one of both be changed at a time.
  depends_on = [aws_s3_bucket_public_access_block.access_log]
}
