variable "name" {
  description = "Prefix of all names, the app's name. The results topic and the parameters begin with it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must be 2 to 31 lower-case letters, digits or dashes, and must begin with a letter."
  }
}

variable "tags" {
  description = "Tags of all that is made."
  type        = map(string)
  default     = {}
}

variable "task" {
  description = "The task's name, which is the name of its file without `.yaml`."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", var.task))
    error_message = "task must be 1 to 64 lower-case letters, digits, - or _, because the service takes no other name."
  }
}

variable "stage" {
  description = "The stage of this installation, the second part of the parameters' names: `/<name>/<stage>/tasks/<task>/…`."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,64}$", var.stage))
    error_message = "stage must be 1 to 64 letters, digits, _, . or -."
  }
}

variable "source_stage" {
  description = "The stage whose topics and queues are shared with other systems. Both subscriptions are made only where `stage` is this stage, so that an installation for tests takes no requests of the real one; null means that they are always made."
  type        = string
  default     = null
}

variable "queue" {
  description = "The task's own queue of requests and its dead letter queue, as the task's file names them; null for a task without a queue."
  type = object({
    name        = string
    dead_letter = string
  })
  default = null

  validation {
    condition     = var.queue == null ? true : alltrue([for name in [var.queue.name, var.queue.dead_letter] : can(regex("^[A-Za-z0-9_-]{1,80}$", name))])
    error_message = "queue.name and queue.dead_letter must be 1 to 80 letters, digits, - or _, because the service reads standard queues alone."
  }

  validation {
    condition     = var.queue == null ? true : var.queue.name != var.queue.dead_letter
    error_message = "queue.dead_letter must be another queue than queue.name."
  }
}

variable "visibility_seconds" {
  description = "How long a received message is hidden, in seconds. It counts for other readers; the service asks for its own time with each receive."
  type        = number
  default     = 121

  validation {
    condition     = var.visibility_seconds >= 1 && var.visibility_seconds <= 43200
    error_message = "visibility_seconds must be 1 to 43200, as SQS has it."
  }
}

variable "queue_kms_key_arn" {
  description = "The KMS key that encrypts the queue and its dead letter queue; null for the encryption that SQS has of its own, which suffices and asks nothing of senders. With a key each sender, the service and SNS need rights to that key."
  type        = string
  default     = null

  validation {
    condition     = var.queue_kms_key_arn == null ? true : can(regex("^arn:aws[a-z-]*:kms:", var.queue_kms_key_arn))
    error_message = "queue_kms_key_arn must be the ARN of a key of KMS."
  }
}

variable "topic_kms_key_arn" {
  description = "The KMS key that encrypts the topic; null for the key that AWS manages for SNS. With a key the service's role needs `kms:Decrypt` and `kms:GenerateDataKey`."
  type        = string
  default     = null

  validation {
    condition     = var.topic_kms_key_arn == null ? true : can(regex("^arn:aws[a-z-]*:kms:", var.topic_kms_key_arn))
    error_message = "topic_kms_key_arn must be the ARN of a key of KMS."
  }
}

variable "service_role_arn" {
  description = "The task role of the execution service. The policies of the queues and of the topic allow it what the service needs there; null where the service's role has these rights by a policy of its own."
  type        = string
  default     = null

  validation {
    condition     = var.service_role_arn == null ? true : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/", var.service_role_arn))
    error_message = "service_role_arn must be the ARN of a role."
  }
}

variable "operator_pages" {
  description = "Whether the service has its pages for operators, on which dead letters are counted and moved back. The service's role gets the rights for that."
  type        = bool
  default     = true
}

variable "senders" {
  description = "Who else may send requests to the task's queue: a name for the policy's statement, and the ARN of a role or the name of a service (`events.amazonaws.com`). Whoever may send runs the task in the tenant's name, so name roles and not accounts."
  type        = map(string)
  default     = {}

  validation {
    condition = alltrue([
      for sender in values(var.senders) : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/", sender)) || can(regex("^[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?$", sender))
    ])
    error_message = "senders must be ARNs of roles or users, or services such as events.amazonaws.com; an account or * is not allowed."
  }

  validation {
    condition     = alltrue([for name in keys(var.senders) : can(regex("^[A-Za-z0-9]{1,40}$", name))])
    error_message = "The names of senders must be 1 to 40 letters or digits, because they become the sids of statements."
  }
}

variable "subscribe_input_to_scan_initiator" {
  description = "Whether the task's queue gets what `scan_initiator_topic_arn` publishes, with raw message delivery, which the service asks for."
  type        = bool
  default     = false

  validation {
    condition     = !var.subscribe_input_to_scan_initiator || var.queue != null
    error_message = "subscribe_input_to_scan_initiator needs a queue: name one under queue in the task's file."
  }

  validation {
    condition     = !var.subscribe_input_to_scan_initiator || var.scan_initiator_topic_arn != null
    error_message = "subscribe_input_to_scan_initiator needs scan_initiator_topic_arn."
  }
}

variable "scan_initiator_topic_arn" {
  description = "The SNS topic of whoever initiates scans; used only with `subscribe_input_to_scan_initiator`."
  type        = string
  default     = null

  validation {
    condition     = var.scan_initiator_topic_arn == null ? true : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$", var.scan_initiator_topic_arn))
    error_message = "scan_initiator_topic_arn must be the ARN of a standard topic of SNS."
  }
}

variable "results_topic_name" {
  description = "The name of the topic with the task's documents; null for `<name>-<task>-results`."
  type        = string
  default     = null

  validation {
    condition     = var.results_topic_name == null ? true : can(regex("^[A-Za-z0-9_-]{1,256}$", var.results_topic_name))
    error_message = "results_topic_name must be 1 to 256 letters, digits, - or _."
  }
}

variable "subscribe_es_to_output" {
  description = "Whether the search platform's queue `search_ingestion_queue_arn` gets what the task's topic publishes. The queue's own policy has to allow the topic to send."
  type        = bool
  default     = false

  validation {
    condition     = !var.subscribe_es_to_output || var.search_ingestion_queue_arn != null
    error_message = "subscribe_es_to_output needs search_ingestion_queue_arn."
  }
}

variable "search_ingestion_queue_arn" {
  description = "The SQS queue from which the search platform reads documents; used only with `subscribe_es_to_output`."
  type        = string
  default     = null

  validation {
    condition     = var.search_ingestion_queue_arn == null ? true : can(regex("^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}$", var.search_ingestion_queue_arn))
    error_message = "search_ingestion_queue_arn must be the ARN of a standard queue of SQS."
  }
}

variable "parameters" {
  description = "Further parameters of Systems Manager: the last part of the name below `/<name>/<stage>/tasks/<task>/`, and the value. None may be secret."
  type        = map(string)
  default     = {}
}
