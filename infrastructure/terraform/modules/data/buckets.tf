locals {
  bucket_prefix = coalesce(var.bucket_prefix, "${var.name}-${local.account}")

  # Copies of dead letters are written again by each new instance, so their versions would only cost.
  buckets = merge(
    {
      input        = { versions = true }
      results      = { versions = true }
      dead-letters = { versions = false }
    },
    { for key in var.archive ? ["archive"] : [] : key => { versions = true } },
  )
  bucket_arns = { for key in keys(local.buckets) : key => "arn:${local.partition}:s3:::${local.bucket_prefix}-${key}" }

  # By bucket and rule: what the key of an object begins with, and after how many days the object is deleted. A launch is read
  # when its container starts, and no execution runs for longer than seven days.
  expiries = {
    input = {}
    results = merge(
      {
        launches = { prefix = "launches/", days = 8 }
        output   = { prefix = "output/", days = var.output_days }
      },
      { for days in var.results_days == null ? [] : [var.results_days] : "results" => { prefix = "results/", days = days } },
    )
    dead-letters = { for days in var.dead_letter_days == null ? [] : [var.dead_letter_days] : "all" => { prefix = "", days = days } }
    archive      = {}
  }
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket        = "${local.bucket_prefix}-${each.key}"
  force_destroy = var.transient_workspace
  tags          = var.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = aws_s3_bucket.this

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    # One call of KMS for many objects.
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = local.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = { for key, bucket in local.buckets : key => bucket if bucket.versions }

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "what-nobody-finished"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    dynamic "noncurrent_version_expiration" {
      for_each = each.value.versions ? [var.old_version_days] : []

      content {
        noncurrent_days = noncurrent_version_expiration.value
      }
    }

    # The mark that a deletion leaves, once no version is behind it any more.
    dynamic "expiration" {
      for_each = each.value.versions ? [true] : []

      content {
        expired_object_delete_marker = expiration.value
      }
    }
  }

  dynamic "rule" {
    for_each = local.expiries[each.key]

    content {
      id     = rule.key
      status = "Enabled"

      filter {
        prefix = rule.value.prefix
      }

      expiration {
        days = rule.value.days
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id
  policy = data.aws_iam_policy_document.bucket[each.key].json

  # S3 refuses two of these changes of the same bucket at the same moment.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

data "aws_iam_policy_document" "bucket" {
  for_each = local.bucket_arns

  statement {
    sid       = "OnlyByTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value, "${each.value}/*"]

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

  statement {
    sid       = "OnlyByTlsOfToday"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value, "${each.value}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }
}

# Results without a notification stay unread, so everything below results/ has one.
resource "aws_s3_bucket_notification" "results" {
  bucket = aws_s3_bucket.this["results"].id

  queue {
    id            = "results"
    queue_arn     = aws_sqs_queue.this["results"].arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "results/"
    filter_suffix = ".tar.gz"
  }

  # S3 tries the queue when the notification is made.
  depends_on = [aws_sqs_queue_policy.this]
}
