locals {
  # Each index copies keys only, because every copied attribute is written, and paid for, again with each write of a row.
  indexes = [for number in range(1, 7) : "GSI${number}"]

  kept_tables = merge(
    {
      executions = { name = var.name, indexes = local.indexes, stream = true, expires = true, recovery = true }
      assets     = { name = "${var.name}-assets", indexes = [], stream = false, expires = false, recovery = false }
    },
    { for key in var.audit ? ["audit"] : [] : key => { name = "${var.name}-audit", indexes = [], stream = false, expires = true, recovery = true } },
  )
}

resource "aws_dynamodb_table" "this" {
  for_each = local.kept_tables

  name                        = each.value.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "PK"
  range_key                   = "SK"
  deletion_protection_enabled = var.deletion_protection

  # The service reads new images alone, and pays for the length of what it reads.
  stream_enabled   = each.value.stream
  stream_view_type = each.value.stream ? "NEW_IMAGE" : null

  dynamic "attribute" {
    for_each = concat(["PK", "SK"], flatten([for index in each.value.indexes : ["${index}PK", "${index}SK"]]))

    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = each.value.indexes

    content {
      name            = global_secondary_index.value
      hash_key        = "${global_secondary_index.value}PK"
      range_key       = "${global_secondary_index.value}SK"
      projection_type = "KEYS_ONLY"
    }
  }

  dynamic "ttl" {
    for_each = each.value.expires ? ["expires_at"] : []

    content {
      enabled        = true
      attribute_name = ttl.value
    }
  }

  # Assets are copies of what another system holds, so they can be put there again.
  dynamic "point_in_time_recovery" {
    for_each = each.value.recovery && var.point_in_time_recovery_days > 0 ? [var.point_in_time_recovery_days] : []

    content {
      enabled                 = true
      recovery_period_in_days = point_in_time_recovery.value
    }
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = local.kms_key_arn
  }

  tags = var.tags
}
