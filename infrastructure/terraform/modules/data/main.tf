# What the service and its workers keep and hear. docs/aws.md says what each part is for; a test compares this module with the
# definition in the code that the page is made of.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  here      = "${data.aws_region.current.id}:${local.account}"

  create_kms_key = coalesce(var.create_kms_key, var.kms_key_arn == null)
  kms_key_arn    = local.create_kms_key ? aws_kms_key.data["own"].arn : var.kms_key_arn
}

