variable "name" {
  description = "What the names of all resources begin with. The executions table has this name alone, so with `executions` all names but those of the buckets and of the asset table are the service's defaults."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must be 2 to 31 small letters, digits and dashes, and begin with a letter."
  }
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "bucket_prefix" {
  description = "What the names of the buckets begin with. Bucket names are unique in the whole world, so null means the name, a dash and the number of the account."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_prefix == null || can(regex("^[a-z0-9][a-z0-9-]{2,48}$", var.bucket_prefix))
    error_message = "bucket_prefix must be 3 to 49 small letters, digits and dashes, because the longest bucket name has 14 characters more and S3 takes 63."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts tables, queues, buckets and topics. Null makes a key of this module's own. The policy of your own key has to hold the statements of the output kms_key_policy."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key, arn:aws:kms:<region>:<account>:key/<id>."
  }
}

variable "create_kms_key" {
  description = "Whether the module makes a KMS key. Null means that it does where kms_key_arn is null. Say false where kms_key_arn comes of a resource of the same plan, because Terraform does not know then whether the ARN is null."
  type        = bool
  default     = null
}

variable "cluster_arns" {
  description = "ARNs of the ECS clusters whose task events the service hears. While the service moves from one cluster to another, both are here until the tasks of the old one have ended."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.cluster_arns) > 0 && alltrue([for arn in var.cluster_arns : can(regex("^arn:[^:]+:ecs:[^:]+:[0-9]{12}:cluster/.+$", arn))])
    error_message = "cluster_arns must have at least one ARN, arn:aws:ecs:<region>:<account>:cluster/<name>."
  }
}

variable "wake_up" {
  description = "How an instance of the service hears of the writes of others: `stream` for one instance, `queue` for several. With `queue` a pipe sends the records of the table's stream to a queue."
  type        = string
  default     = "stream"
  nullable    = false

  validation {
    condition     = contains(["stream", "queue"], var.wake_up)
    error_message = "wake_up must be stream or queue."
  }
}

variable "fleet" {
  description = "Whether there is a queue for a fleet of workers."
  type        = bool
  default     = false
  nullable    = false
}

variable "lambda_destination" {
  description = "Whether there is a queue to which functions send what became of their invocations (the setting execution.lambda.destination)."
  type        = bool
  default     = false
  nullable    = false
}

variable "audit" {
  description = "Whether there is a table of who did what on the pages for operators. The pages need it."
  type        = bool
  default     = true
  nullable    = false
}

variable "archive" {
  description = "Whether there is a bucket into which the service puts ended executions before their rows are deleted."
  type        = bool
  default     = false
  nullable    = false
}

variable "point_in_time_recovery_days" {
  description = "For how many days back the executions table and the table of who did what can be restored to any second, 1 to 35. 0 switches this off; the rows hold everything that must not be lost."
  type        = number
  default     = 35
  nullable    = false

  validation {
    condition     = var.point_in_time_recovery_days >= 0 && var.point_in_time_recovery_days <= 35 && floor(var.point_in_time_recovery_days) == var.point_in_time_recovery_days
    error_message = "point_in_time_recovery_days must be a whole number from 0 to 35."
  }
}

variable "deletion_protection" {
  description = "Whether DynamoDB refuses to delete the tables. Set it to false in an apply of its own before you destroy them."
  type        = bool
  default     = true
  nullable    = false
}

variable "transient_workspace" {
  description = "Whether a destroy deletes the buckets with all objects in them. Without it a bucket that holds anything stays and the destroy fails."
  type        = bool
  default     = false
  nullable    = false
}

variable "visibility_seconds" {
  description = "Seconds for which a received message is hidden. The service asks for its own time (execution.queues.visibility) with each receive, except for wake-ups."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.visibility_seconds >= 1 && var.visibility_seconds <= 43200
    error_message = "visibility_seconds must be 1 to 43200 (12 hours)."
  }
}

variable "output_days" {
  description = "Days after which the end of what a failed attempt printed is deleted. Only people read it."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.output_days >= 1
    error_message = "output_days must be 1 or more."
  }
}

variable "results_days" {
  description = "Days after which the results of tasks are deleted. Null keeps them. A notification of results may wait for three weeks in all, so it must be more."
  type        = number
  default     = null

  validation {
    condition     = var.results_days == null || try(var.results_days >= 22, false)
    error_message = "results_days must be 22 or more, or null."
  }
}

variable "dead_letter_days" {
  description = "Days after which the copies of dead letters are deleted. Null keeps them."
  type        = number
  default     = null

  validation {
    condition     = var.dead_letter_days == null || try(var.dead_letter_days >= 1, false)
    error_message = "dead_letter_days must be 1 or more, or null."
  }
}

variable "old_version_days" {
  description = "Days for which S3 keeps an object of the buckets with versions (input, results, archive) after it was overwritten or deleted."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.old_version_days >= 1
    error_message = "old_version_days must be 1 or more."
  }
}

variable "trigger_senders" {
  description = "Who may send job events to the trigger queue by the queue's policy, by a name of your own: ARNs of principals of IAM, or a service of AWS with the ARNs of what it sends for. A role of this account may also be allowed by its own policy. The tenant is in the event, so a sender can name any tenant."
  type = map(object({
    principal_arns = optional(list(string), [])
    service        = optional(string)
    source_arns    = optional(list(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.trigger_senders) : can(regex("^[A-Za-z0-9]{1,40}$", name))])
    error_message = "Each name in trigger_senders must be 1 to 40 letters and digits, because it is part of a statement's id."
  }
  validation {
    condition     = alltrue([for sender in values(var.trigger_senders) : (length(sender.principal_arns) > 0) != (sender.service != null)])
    error_message = "Each of trigger_senders must have either principal_arns or service."
  }
  validation {
    condition     = alltrue([for sender in values(var.trigger_senders) : sender.service == null || (can(regex("^[a-z0-9.-]+\\.amazonaws\\.com$", sender.service)) && length(sender.source_arns) > 0)])
    error_message = "A service in trigger_senders must be a name like events.amazonaws.com and needs source_arns, because everybody in AWS can have that service send."
  }
  validation {
    condition     = alltrue(flatten([for sender in values(var.trigger_senders) : [for arn in sender.principal_arns : can(regex("^arn:[^:]+:iam::[0-9]{12}:(root|role/.+|user/.+)$", arn))]]))
    error_message = "principal_arns in trigger_senders must be ARNs of roles, users or accounts (root)."
  }
}

variable "input_subscriptions" {
  description = "ARNs of SNS topics whose messages are job events, by a name of your own. The trigger queue is subscribed to each with raw delivery."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.input_subscriptions) : can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:.+$", arn))])
    error_message = "input_subscriptions must hold ARNs of topics, arn:aws:sns:<region>:<account>:<name>."
  }
}

variable "topics" {
  description = "Which topics of SNS are made: `events` for status changes, `results` for what parsers found, `documents` for what parsers post. The service publishes to Kafka in any case."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.topics, ["events", "results", "documents"])) == 0
    error_message = "topics must be a set of events, results and documents."
  }
}

variable "alarm_topic_arns" {
  description = "ARNs of the SNS topics that are told when a dead letter queue has a message, and when it is empty again. Without any the alarms are only seen in the console."
  type        = list(string)
  default     = []
  nullable    = false
}
