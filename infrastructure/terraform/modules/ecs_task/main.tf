# Makes of the task's file what ECS needs to run the task: a task definition, its two roles, its log group, and what
# task_channels makes for it. The service reads the same file, so neither side can say something else than the other.

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.id

  task = trimsuffix(basename(var.task_file), ".yaml")
  file = yamldecode(file(var.task_file))

  # The service launches this family, and waits for the end of this container.
  family         = "${var.family_prefix}${split(":", try(local.file.container.task_definition, local.task))[0]}"
  container_name = try(local.file.container.container, local.task)

  image        = coalesce(var.image, try(local.file.container.image, null))
  cpu          = coalesce(var.cpu, try(local.file.container.cpu, null), 256)
  memory       = coalesce(var.memory, try(local.file.container.memory, null), 512)
  platform     = try(local.file.container.platform, "LINUX")
  architecture = try(local.file.container.architecture, "X86_64")
  linux        = local.platform == "LINUX"
  wrapped      = try(local.file.container.wrapper, true)
  words        = try([for word in local.file.container.command : tostring(word)], null)
  secrets      = try({ for key, arn in local.file.secrets : key => arn }, {})
  labels       = try({ for key, value in local.file.labels : key => tostring(value) }, {})
  statements   = try(local.file.policy, [])

  # From AWS's page "Fargate task definition parameters": the least, the most and the step of memory for each cpu.
  sizes = {
    "512"   = [1024, 4096, 1024]
    "1024"  = [2048, 8192, 1024]
    "2048"  = [4096, 16384, 1024]
    "4096"  = [8192, 30720, 1024]
    "8192"  = [16384, 61440, 4096]
    "16384" = [32768, 122880, 8192]
  }
  memories = local.cpu == 256 ? [512, 1024, 2048] : try(range(local.sizes[local.cpu][0], local.sizes[local.cpu][1] + 1, local.sizes[local.cpu][2]), [])

  log_group = coalesce(var.log_group_name, "/ecs/${var.family_prefix}${local.task}")

  # A role's name has at most 64 characters. A part of a hash keeps long names apart.
  label      = "${var.name}-${local.task}"
  role_label = length(local.label) <= 52 ? local.label : "${substr(local.label, 0, 43)}-${substr(sha256(local.label), 0, 8)}"

  # An image of ECR says which repository its start has to read.
  registry   = try(regex("^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<repository>[^:@]+)", local.image), null)
  repository = local.registry == null ? null : "arn:${local.partition}:ecr:${local.registry.region}:${local.registry.account}:repository/${local.registry.repository}"

  # A reference to a secret may end with a key, a stage and a version, which are not part of the secret's ARN.
  secret_arns    = distinct([for arn in values(local.secrets) : join(":", slice(split(":", arn), 0, 7)) if strcontains(arn, ":secretsmanager:")])
  parameter_arns = distinct([for arn in values(local.secrets) : arn if strcontains(arn, ":ssm:")])

  volumes = local.linux && var.read_only_root ? { for folder in var.writable_folders : trim(replace(folder, "/[^A-Za-z0-9_-]/", "-"), "-") => folder } : {}

  definition = {
    name      = local.container_name
    image     = local.image
    essential = true

    # What ECS does not have, such as a command that is left to the image, stays away altogether, or each plan would differ.
    entryPoint  = local.wrapped ? concat(var.wrapper_entry_point, ["--stop-timeout", "120"]) : null
    command     = local.words == null ? null : local.wrapped ? ["--cli-json", jsonencode({ job = local.task, command = local.words })] : local.words
    environment = [for key in sort(keys(var.environment)) : { name = key, value = var.environment[key] }]
    secrets     = length(local.secrets) == 0 ? null : [for key in sort(keys(local.secrets)) : { name = key, valueFrom = local.secrets[key] }]

    # After SIGTERM the wrapper ends the command, packs what there is and reports. 120 seconds are the most that Fargate has, and the
    # entry point tells them to the wrapper, because a launch takes the place of the command alone.
    stopTimeout = 120

    user                   = local.linux ? var.user : null
    readonlyRootFilesystem = local.linux && var.read_only_root
    # As process 1 a JVM does not take over orphans.
    linuxParameters = local.linux ? { initProcessEnabled = true } : null
    mountPoints     = [for volume in sort(keys(local.volumes)) : { sourceVolume = volume, containerPath = local.volumes[volume], readOnly = false }]

    # The service finds the lines of a task by this group and prefix.
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = local.log_group
        awslogs-region        = local.region
        awslogs-stream-prefix = "ecs"
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "task" {
  name              = local.log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  skip_destroy      = !var.transient_workspace
  tags              = var.tags
}

resource "aws_ecs_task_definition" "task" {
  family                   = local.family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.cpu
  memory                   = local.memory
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.task_start.arn
  container_definitions    = jsonencode([{ for key, value in local.definition : key => value if value != null }])

  # A launch may name an older revision, and it may be repeated after this one has changed.
  skip_destroy = !var.transient_workspace

  # A pipeline may register further revisions with newer images. The service launches the newest, and they are no difference here.
  track_latest = false

  runtime_platform {
    operating_system_family = local.platform
    cpu_architecture        = local.architecture
  }

  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage == null ? [] : [var.ephemeral_storage]

    content {
      size_in_gib = ephemeral_storage.value
    }
  }

  dynamic "volume" {
    for_each = local.volumes

    content {
      name = volume.key
    }
  }

  tags = merge(var.tags, local.labels)

  lifecycle {
    precondition {
      condition     = contains(local.memories, local.memory)
      error_message = "memory must be one of ${join(", ", local.memories)} MiB with cpu ${local.cpu}, as Fargate has it; it is ${local.memory}. cpu must be 256, 512, 1024, 2048, 4096, 8192 or 16384."
    }

    precondition {
      condition     = local.linux || local.architecture == "X86_64"
      error_message = "container.architecture in ${var.task_file} must be X86_64 for Windows."
    }

    precondition {
      condition     = length(setintersection(keys(var.environment), keys(local.secrets))) == 0
      error_message = "environment and secrets of ${var.task_file} must not name the same variable."
    }
  }
}

module "channels" {
  source = "../task_channels"

  name                              = var.name
  tags                              = var.tags
  task                              = local.task
  stage                             = var.stage
  source_stage                      = var.ssm_source_stage
  queue                             = try({ name = local.file.queue.name, dead_letter = try(local.file.queue.dead_letter, "${local.file.queue.name}-dlq") }, null)
  visibility_seconds                = var.scan_timeout + 1
  queue_kms_key_arn                 = var.queue_kms_key_arn
  topic_kms_key_arn                 = var.data.kms_key_arn
  service_role_arn                  = var.service_role_arn
  operator_pages                    = var.operator_pages
  senders                           = var.senders
  subscribe_input_to_scan_initiator = var.subscribe_input_to_scan_initiator
  scan_initiator_topic_arn          = var.scan_initiator_topic_arn
  results_topic_name                = local.topic_name
  subscribe_es_to_output            = var.subscribe_es_to_output
  search_ingestion_queue_arn        = var.search_ingestion_queue_arn

  parameters = {
    "image/id"            = "${aws_ecs_task_definition.task.family}:${aws_ecs_task_definition.task.revision}"
    "image/name"          = local.image
    "task_role/arn"       = aws_iam_role.task.arn
    "task_start_role/arn" = aws_iam_role.task_start.arn
    "log_group/name"      = local.log_group
    "results/bucket/arn"  = var.data.results_bucket_arn
    "results/bucket/id"   = var.data.results_bucket_name
  }
}

locals {
  # Where the task's file names a topic, that is the topic which the service publishes to, so that one is made.
  named_topic = try(local.file.results.sns_topic_arn, null)
  topic_name  = local.named_topic == null ? null : reverse(split(":", local.named_topic))[0]
}

check "documents_go_to_the_topic" {
  assert {
    condition     = local.named_topic == null || local.named_topic == module.channels.planned_results_topic_arn
    error_message = "results.sns_topic_arn of ${var.task_file} names a topic of another account or region; the topic that is made here is ${module.channels.planned_results_topic_arn}."
  }
}
