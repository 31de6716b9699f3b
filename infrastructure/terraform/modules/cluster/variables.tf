variable "name" {
  description = "The name of the cluster, and the beginning of the names of all else that is made. The service's setting execution.ecs.cluster has to be the same."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must begin with a small letter and have 2 to 31 small letters, digits or dashes."
  }
}

variable "tags" {
  description = "Tags of all that is made."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "fargate_base" {
  description = "How many tasks of a service run on FARGATE before the weights count. It keeps some tasks out of Spot's reach."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.fargate_base >= 0 && var.fargate_base <= 100000 && floor(var.fargate_base) == var.fargate_base
    error_message = "fargate_base must be a whole number from 0 to 100000."
  }

  validation {
    condition     = var.fargate_base == 0 || var.fargate_weight > 0
    error_message = "fargate_base needs a fargate_weight above 0, because a provider without a weight is no part of the strategy."
  }
}

variable "fargate_weight" {
  description = "The share of FARGATE among tasks that name neither a launch type nor a capacity provider. 0 leaves FARGATE out."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.fargate_weight >= 0 && var.fargate_weight <= 1000 && floor(var.fargate_weight) == var.fargate_weight
    error_message = "fargate_weight must be a whole number from 0 to 1000."
  }

  validation {
    condition     = var.fargate_weight + var.spot_weight > 0
    error_message = "fargate_weight or spot_weight must be above 0, or tasks would run nowhere."
  }
}

variable "spot_weight" {
  description = "The share of FARGATE_SPOT among the same tasks. Spot is cheaper, and AWS may take a task away with two minutes' notice."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.spot_weight >= 0 && var.spot_weight <= 1000 && floor(var.spot_weight) == var.spot_weight
    error_message = "spot_weight must be a whole number from 0 to 1000."
  }
}

variable "container_insights" {
  description = "What CloudWatch measures of the cluster: disabled, enabled (services and tasks; counts the running tasks that an alarm watches), or enhanced (containers too). It is paid for by metric."
  type        = string
  default     = "enabled"
  nullable    = false

  validation {
    condition     = contains(["disabled", "enabled", "enhanced"], var.container_insights)
    error_message = "container_insights must be disabled, enabled or enhanced."
  }
}

variable "kms_key_arn" {
  description = "The KMS key that encrypts sessions of ECS Exec and their log. Its policy has to let CloudWatch Logs use it. null leaves the log to the key of CloudWatch Logs and the session to TLS."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key, not an alias, or null."
  }
}

variable "exec_log_retention_days" {
  description = "For how many days CloudWatch keeps what was typed and printed in sessions of ECS Exec."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.exec_log_retention_days,
    )
    error_message = "exec_log_retention_days must be a time that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}
