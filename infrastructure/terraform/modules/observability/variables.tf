variable "name" {
  description = "The name of the dashboard, and the beginning of the names of all alarms."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must begin with a small letter and have 2 to 31 small letters, digits or dashes."
  }
}

variable "tags" {
  description = "Tags of all alarms."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "alarm_topic_arns" {
  description = "ARNs of the SNS topics that are told when an alarm begins and when it ends. Without any the alarms are only seen in the console."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_topic_arns : can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:.+$", arn))])
    error_message = "alarm_topic_arns must be ARNs of topics, arn:aws:sns:<region>:<account>:<name>."
  }
}

variable "services" {
  description = "The ECS services to watch, by a name of your own, such as service and workers: the cluster, the service, and how many tasks run at least. Running tasks are counted only where the cluster has Container Insights."
  type = map(object({
    cluster_name = string
    service_name = string
    min_count    = optional(number, 1)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for service in values(var.services) : service.min_count >= 0])
    error_message = "min_count of services must be 0 or more."
  }
}

variable "container_insights" {
  description = "Whether the cluster has Container Insights. Where it has none, running tasks are not counted, and only the load balancer tells of instances that are missing."
  type        = bool
  default     = true
  nullable    = false
}

variable "load_balancer" {
  description = "The load balancer to watch, `module.gateway`, and how many instances it finds ready at least. Null watches none."
  type = object({
    load_balancer_arn_suffix = string
    target_group_arn_suffix  = string
    min_ready                = optional(number, 1)
  })
  default = null
}

variable "queue_names" {
  description = "Names of the queues to watch, by a key: `module.data.queue_names`, and the own queues of tasks besides."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "dead_letter_queue_names" {
  description = "Names of the dead letter queues to watch, by a key: `module.data.dead_letter_queue_names`, and those of tasks besides."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "dead_letter_alarm_arns" {
  description = "ARNs of alarms on dead letter queues that are there already, by the same keys: `module.data.dead_letter_alarm_arns`. These queues get no second alarm."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "table_names" {
  description = "Names of the tables to watch, by a key, such as `{ executions = module.data.table_name }`."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "oldest_message_seconds" {
  description = "How old the oldest message of a queue may become, in seconds, by the key of the queue. Queues that are not named have thresholds.oldest_message_seconds."
  type        = map(number)
  default     = { fleet = 3600 }
  nullable    = false

  validation {
    condition     = alltrue([for seconds in values(var.oldest_message_seconds) : seconds >= 60])
    error_message = "oldest_message_seconds must be 60 seconds or more, because SQS measures once a minute."
  }
}

variable "thresholds" {
  description = "When alarms begin: the age of the oldest message in seconds; the share of requests that are answered with 5xx, in percent, and how many requests of five minutes make a share worth looking at; the time in seconds in which 99 of 100 requests are answered; CPU and memory in percent of what a service has."
  type = object({
    oldest_message_seconds = optional(number, 900)
    error_percent          = optional(number, 1)
    error_min_requests     = optional(number, 100)
    latency_seconds        = optional(number, 2)
    cpu_percent            = optional(number, 85)
    memory_percent         = optional(number, 90)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.thresholds.oldest_message_seconds >= 60
    error_message = "thresholds.oldest_message_seconds must be 60 or more, because SQS measures once a minute."
  }

  validation {
    condition = alltrue([
      for percent in [var.thresholds.error_percent, var.thresholds.cpu_percent, var.thresholds.memory_percent] :
      percent > 0 && percent < 100
    ])
    error_message = "thresholds in percent must be above 0 and below 100."
  }

  validation {
    condition     = var.thresholds.latency_seconds > 0 && var.thresholds.error_min_requests >= 1
    error_message = "thresholds.latency_seconds must be above 0, and thresholds.error_min_requests 1 or more."
  }
}
