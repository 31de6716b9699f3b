variable "name" {
  description = "The beginning of the names of all that is made, and the name of the group of schedules."
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

variable "queue_arn" {
  description = "The queue that gets the messages: the trigger queue, `module.data.trigger_queue_arn`, or the own queue of a task."
  type        = string

  validation {
    condition     = can(regex("^arn:[^:]+:sqs:[^:]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}$", var.queue_arn))
    error_message = "queue_arn must be the ARN of a standard queue, arn:aws:sqs:<region>:<account>:<name>."
  }
}

variable "kms_key_arn" {
  description = "The KMS key that encrypts this queue, `module.data.kms_key_arn`; also used for the dead letters that are kept here. null where SQS's own keys encrypt the queue; they then encrypt the dead letters as well."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key, not an alias, or null."
  }
}

variable "schedules" {
  description = "What is sent when, by a name of your own. `expression` is `rate(1 hour)`, `cron(0 3 * * ? *)` or `at(2030-01-01T03:00:00)` in `timezone`. `job_event` is a job event as JSON for the trigger queue; `request` is what is sent to a task's own queue as it is. Within `flexible_minutes` AWS may choose when; `start` and `end` are times such as 2030-01-01T00:00:00Z."
  type = map(object({
    expression       = string
    timezone         = optional(string, "UTC")
    job_event        = optional(string)
    request          = optional(string)
    flexible_minutes = optional(number, 0)
    start            = optional(string)
    end              = optional(string)
    enabled          = optional(bool, true)
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.schedules) : can(regex("^[A-Za-z0-9_.-]{1,64}$", name))])
    error_message = "The name of a schedule must have 1 to 64 letters, digits, dashes, dots or underscores."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : can(regex("^(rate|cron|at)[(].+[)]$", schedule.expression))])
    error_message = "expression of schedules must be rate(…), cron(…) or at(…)."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : (schedule.job_event == null) != (schedule.request == null)])
    error_message = "Each of schedules must have either job_event or request."
  }

  validation {
    condition = alltrue([
      for schedule in values(var.schedules) : schedule.job_event == null ? true : can(keys(jsondecode(schedule.job_event)))
    ])
    error_message = "job_event of schedules must be an object of JSON; jsonencode makes one."
  }

  validation {
    condition = alltrue([
      for schedule in values(var.schedules) : schedule.job_event == null ? true : alltrue([
        for field in ["tenant_id", "jit_event_name", "asset_id", "workflow_slug", "job_name"] :
        can(length(jsondecode(schedule.job_event)[field]) > 0)
      ])
    ])
    error_message = "job_event of schedules must have tenant_id, jit_event_name, asset_id, workflow_slug and job_name."
  }

  validation {
    condition = alltrue([
      for schedule in values(var.schedules) : schedule.job_event == null ? true : alltrue([
        for field in ["jit_event_id", "execution_id"] : !can(jsondecode(schedule.job_event)[field])
      ])
    ])
    error_message = "job_event of schedules must have neither jit_event_id nor execution_id: with the same id every time, only the first time would run anything."
  }

  validation {
    condition = alltrue([
      for schedule in values(var.schedules) : length(coalesce(schedule.job_event, schedule.request, "-")) <= 60000
    ])
    error_message = "job_event and request of schedules must have at most 60000 characters, because a job event takes 64 KB at most."
  }

  validation {
    condition = alltrue([
      for schedule in values(var.schedules) :
      schedule.flexible_minutes >= 0 && schedule.flexible_minutes <= 1440 && floor(schedule.flexible_minutes) == schedule.flexible_minutes
    ])
    error_message = "flexible_minutes of schedules must be a whole number from 0 to 1440."
  }
}

variable "retry_hours" {
  description = "For how many hours a message is tried again that the queue did not take. After that it is a dead letter."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.retry_hours >= 1 && var.retry_hours <= 24 && floor(var.retry_hours) == var.retry_hours
    error_message = "retry_hours must be a whole number from 1 to 24."
  }
}

variable "alarm_topic_arns" {
  description = "ARNs of the SNS topics that are told when a message could not be sent. Without any the alarm is only seen in the console."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_topic_arns : can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:.+$", arn))])
    error_message = "alarm_topic_arns must be ARNs of topics, arn:aws:sns:<region>:<account>:<name>."
  }
}
