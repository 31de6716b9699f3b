variable "name" {
  description = "What the names of all resources begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must be 2 to 31 small letters, digits and dashes, and begin with a letter."
  }
}

variable "tags" {
  description = "Tags of all resources and of the workers."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "image" {
  description = "The image of the workers: that of the service, or one that has the programs of your tasks and the same /opt/twrap, with a tag or a digest. With image_tag_owned_by_ci it counts for the first deployment alone."
  type        = string

  validation {
    condition     = can(regex("(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "image must end with a tag other than latest, or with a digest."
  }
}

variable "image_tag_owned_by_ci" {
  description = "Whether something else deploys new images, by revisions of the task definition that it registers itself. Then a plan leaves the revision that runs alone. Changing this later replaces the ECS service."
  type        = bool
  default     = false
  nullable    = false
}

variable "cpu" {
  description = "CPU units of a worker, 1024 for each processor. What its parts need decides."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "cpu must be 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "memory" {
  description = "Memory of a worker in MiB. The worker itself takes some 100 MB, the rest is for what runs at once."
  type        = number
  default     = 2048
  nullable    = false

  validation {
    condition     = var.memory >= 512 && var.memory <= 122880
    error_message = "memory must be 512 to 122880, and a size that Fargate has with this cpu."
  }
}

variable "ephemeral_storage" {
  description = "Disk of a worker in GiB, 21 to 200. Null takes the 20 GiB that cost nothing more."
  type        = number
  default     = null

  validation {
    condition     = var.ephemeral_storage == null || try(var.ephemeral_storage >= 21 && var.ephemeral_storage <= 200, false)
    error_message = "ephemeral_storage must be 21 to 200, or null."
  }
}

variable "architecture" {
  description = "The processor that the image is for, `X86_64` or `ARM64`."
  type        = string
  default     = "X86_64"
  nullable    = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture must be X86_64 or ARM64."
  }
}

variable "command" {
  description = "The words that the image is started with. An image whose entry point is the wrapper itself takes the same."
  type        = list(string)
  default     = ["work"]
  nullable    = false
}

variable "capacity" {
  description = "How many bundles of parts and whole jobs a worker runs at once, 1 to 256. Null means as many as it has processors."
  type        = number
  default     = null

  validation {
    condition     = var.capacity == null || try(var.capacity >= 1 && var.capacity <= 256 && floor(var.capacity) == var.capacity, false)
    error_message = "capacity must be a whole number from 1 to 256, or null."
  }
}

variable "min_count" {
  description = "The fewest workers. With 0 there are none while nothing waits; the first message then waits some minutes for its worker."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.min_count >= 0 && floor(var.min_count) == var.min_count
    error_message = "min_count must be a whole number, 0 or more."
  }
}

variable "max_count" {
  description = "The most workers."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.max_count >= var.min_count && var.max_count >= 1 && var.max_count <= 5000
    error_message = "max_count must be between min_count and 5000, and 1 or more."
  }
}

variable "backlog_per_worker" {
  description = "How many messages may wait for each worker before there are more workers. A message is a whole job, or parts that take about a second together (execution.partitions.bundle)."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.backlog_per_worker > 0
    error_message = "backlog_per_worker must be above 0."
  }
}

variable "spot_weight" {
  description = "The weight of Fargate Spot beside that of Fargate, fargate_weight. Spot costs less and may be taken away with two minutes' notice; the worker gives back what it has by then, and it runs elsewhere."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.spot_weight >= 0 && var.spot_weight <= 1000
    error_message = "spot_weight must be 0 to 1000."
  }
}

variable "fargate_weight" {
  description = "The weight of Fargate. With spot_weight 3 and fargate_weight 1 three of four workers above fargate_base are on Spot."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.fargate_weight >= 0 && var.fargate_weight <= 1000 && var.fargate_weight + var.spot_weight > 0
    error_message = "fargate_weight must be 0 to 1000, and must not be 0 together with spot_weight."
  }
}

variable "fargate_base" {
  description = "How many workers run on Fargate before the weights count."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.fargate_base >= 0 && var.fargate_base <= 100000
    error_message = "fargate_base must be 0 to 100000."
  }
}

variable "vpc_id" {
  description = "ID of the VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "IDs of the private subnets of the workers, in two zones or more."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "subnet_ids must have at least one subnet."
  }
}

variable "egress_ports" {
  description = "TCP ports that workers, and the parts that they run, may connect to: by default HTTPS. An empty set allows all protocols and ports."
  type        = set(number)
  default     = [443]
  nullable    = false
}

variable "service_security_group_ids" {
  description = "IDs of the security groups that may ask for a worker's page, by a name of your own: that of the service, for the pages for operators."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster of the workers. Its capacity providers must have FARGATE, and FARGATE_SPOT where spot_weight is above 0."
  type        = string

  validation {
    condition     = can(regex("^arn:[^:]+:ecs:[^:]+:[0-9]{12}:cluster/.+$", var.cluster_arn))
    error_message = "cluster_arn must be the ARN of a cluster."
  }
}

variable "cluster_name" {
  description = "Name of that cluster."
  type        = string
}

variable "health_check_command" {
  description = "The command by which ECS asks a container for its health, as CMD and words, by default the role `health` of the image. Empty for none."
  type        = list(string)
  default     = ["CMD", "health"]
  nullable    = false
}

variable "data" {
  description = "The outputs of the module data, `module.data`, made with `fleet = true`. Only these are used."
  type = object({
    fleet_queue_name        = optional(string)
    fleet_queue_arn         = optional(string)
    dead_letter_queue_names = map(string)
    dead_letter_queue_arns  = map(string)
    kms_key_arn             = string
  })

  validation {
    condition     = var.data.fleet_queue_name != null
    error_message = "data has no queue for workers: set fleet to true in the module data."
  }
}

variable "service_url" {
  description = "How the service's addresses begin, such as the output url of the module gateway. A message that names another address is set aside. Null lets workers report to any address."
  type        = string
  default     = null

  validation {
    condition     = var.service_url == null || can(regex("^https?://[^/]+(/.*)?$", var.service_url))
    error_message = "service_url must be a URL that begins with https:// or http://, or null."
  }
}

variable "secrets" {
  description = "ARNs of secrets, by the environment variable that has their value, such as WORK_TOKEN, which says who may see a worker's page. ECS reads them when a worker starts."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.secrets) : can(regex("^arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:.+$", arn))])
    error_message = "secrets must hold ARNs of secrets of Secrets Manager."
  }
  validation {
    condition     = length(setintersection(keys(var.secrets), keys(var.environment))) == 0
    error_message = "A variable must not be both in secrets and in environment."
  }
}

variable "secrets_kms_key_arns" {
  description = "ARNs of your own KMS keys that encrypt any of the secrets."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "environment" {
  description = "Further settings as environment variables, as docs/worker.md has them. They go before what the module sets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "environment must hold names of letters, digits and underscores."
  }
}

variable "policy_documents" {
  description = "JSON of further policies of the workers' role, by a name of your own, for what parts of jobs do. All that a worker runs has these rights."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which the workers' log is kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of the numbers that CloudWatch Logs has, such as 7, 14, 30, 90 or 365."
  }
}
