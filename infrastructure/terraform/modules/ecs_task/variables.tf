variable "name" {
  description = "The app's name, with which the names of roles, topic and parameters begin."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must be 2 to 31 lower-case letters, digits or dashes, and must begin with a letter."
  }
}

variable "tags" {
  description = "Tags of all that is made. The labels of the task's file become tags of the task definition as well."
  type        = map(string)
  default     = {}
}

variable "task_file" {
  description = "The path of the task's file, `tasks/<task>.yaml`, the same that the service reads. Its name without `.yaml` is the task's name."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]{0,63}\\.yaml$", basename(var.task_file)))
    error_message = "task_file must end with <task>.yaml, where <task> is 1 to 64 lower-case letters, digits, - or _."
  }

  validation {
    condition     = can(yamldecode(file(var.task_file)).title)
    error_message = "task_file must be a file of YAML with a title, as docs/add-a-task.md has it."
  }

  validation {
    condition     = try(yamldecode(file(var.task_file)).runner, "ecs") != "lambda"
    error_message = "task_file is a task of the runner lambda; use the module lambda_task for it."
  }
}

variable "stage" {
  description = "The stage of this installation, the second part of the parameters' names: `/<name>/<stage>/tasks/<task>/…`."
  type        = string
  default     = "live"

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,64}$", var.stage))
    error_message = "stage must be 1 to 64 letters, digits, _, . or -."
  }
}

variable "ssm_source_stage" {
  description = "The stage whose scan initiator and search platform this task uses. Both subscriptions take effect only where `stage` is this stage, so an installation for tests does not take part in the real one; null means `stage`."
  type        = string
  default     = null
}

variable "image" {
  description = "The image of the task, built elsewhere; null for the one of the task's file. It must name a tag other than `latest` or a digest, because the same launch has to run the same image when it is repeated."
  type        = string
  default     = null

  validation {
    condition     = can(regex("(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$", coalesce(var.image, try(yamldecode(file(var.task_file)).container.image, null), "none")))
    error_message = "image must end with a tag (repository:1.4.2) or a digest (repository@sha256:…); the image of the task's file counts where it is null."
  }

  validation {
    condition     = !endswith(coalesce(var.image, try(yamldecode(file(var.task_file)).container.image, null), "none"), ":latest")
    error_message = "image must not be tagged latest: name a version or a digest."
  }
}

variable "cpu" {
  description = "CPU units, 1024 for one vCPU; null for what the task's file says, or else 256. The launch of the service goes by the file, so change the file where you can."
  type        = number
  default     = null

  validation {
    condition     = var.cpu == null ? true : contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "cpu must be 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "memory" {
  description = "Memory in MiB, a size that Fargate has with `cpu`; null for what the task's file says, or else 512."
  type        = number
  default     = null

  validation {
    condition     = var.memory == null ? true : var.memory >= 512 && var.memory <= 122880 && floor(var.memory) == var.memory
    error_message = "memory must be a whole number of MiB from 512 to 122880."
  }
}

variable "ephemeral_storage" {
  description = "Disk of a task in GiB, 21 to 200; null for the 20 that Fargate includes in its price."
  type        = number
  default     = null

  validation {
    condition     = var.ephemeral_storage == null ? true : var.ephemeral_storage >= 21 && var.ephemeral_storage <= 200
    error_message = "ephemeral_storage must be 21 to 200 GiB."
  }
}

variable "wrapper_entry_point" {
  description = "The words that start the wrapper in the image, where the task's file does not say `wrapper: false`. An image of yours has it from `COPY --from=<image of the service> /opt/twrap /opt/twrap`."
  type        = list(string)
  default     = ["/opt/twrap/twrap"]

  validation {
    condition     = length(var.wrapper_entry_point) > 0
    error_message = "wrapper_entry_point must have at least one word; say wrapper: false in the task's file for an image without the wrapper."
  }
}

variable "user" {
  description = "User and group that the container runs as; null for the image's own. The default is the user of the service's image."
  type        = string
  default     = "10001:10001"

  validation {
    condition     = var.user == null ? true : can(regex("^[A-Za-z0-9_-]{1,32}(:[A-Za-z0-9_-]{1,32})?$", var.user)) && !can(regex("^(0|root)(:|$)", var.user))
    error_message = "user must be a user or user:group other than root; set null where the image's own user is meant."
  }
}

variable "read_only_root" {
  description = "Whether the root file system is read-only. Only `writable_folders` can be written to then."
  type        = bool
  default     = true
}

variable "writable_folders" {
  description = "Folders that get a volume of their own where `read_only_root` is true. The wrapper needs `/tmp`. The image has to declare each by `VOLUME`, because Fargate takes the folder's owner and rights from there; otherwise only root could write."
  type        = set(string)
  default     = ["/tmp"]

  validation {
    condition     = alltrue([for folder in var.writable_folders : can(regex("^(/[A-Za-z0-9_.-]+)+$", folder))])
    error_message = "writable_folders must be absolute paths of letters, digits, _, . or - other than /."
  }
}

variable "environment" {
  description = "Variables that each container of the task has besides those that the service sets. None may be secret; secrets stand under `secrets` in the task's file."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]{0,127}$", key))])
    error_message = "The names in environment must be 1 to 128 letters, digits or _, and must not begin with a digit."
  }
}

variable "data" {
  description = "The outputs of the module `data` (`data = module.data`): whose results bucket and key the task uses. Further outputs are ignored."
  type = object({
    results_bucket_name    = string
    results_bucket_arn     = string
    kms_key_arn            = optional(string)
    dead_letter_queue_arns = optional(map(string), {})
  })
}

variable "service_role_arn" {
  description = "The task role of the execution service (`module.service.task_role_arn`). It gets what it needs of the task's queues and topic; null where its own policies have that already."
  type        = string
  default     = null
}

variable "operator_pages" {
  description = "Whether the service has its pages for operators, on which dead letters are counted and moved back."
  type        = bool
  default     = true
}

variable "senders" {
  description = "Who may send requests to the task's own queue: a name of letters and digits, and the ARN of a role or the name of a service such as `events.amazonaws.com`."
  type        = map(string)
  default     = {}
}

variable "queue_kms_key_arn" {
  description = "The KMS key of the task's own queue; null for the encryption of SQS itself. With a key each sender needs rights to the key."
  type        = string
  default     = null
}

variable "subscribe_input_to_scan_initiator" {
  description = "Whether the task's own queue gets what the scan initiator publishes to `scan_initiator_topic_arn`."
  type        = bool
  default     = false
}

variable "scan_initiator_topic_arn" {
  description = "The SNS topic of the scan initiator."
  type        = string
  default     = null
}

variable "subscribe_es_to_output" {
  description = "Whether the search platform's queue `search_ingestion_queue_arn` gets the documents of the task."
  type        = bool
  default     = false
}

variable "search_ingestion_queue_arn" {
  description = "The SQS queue from which the search platform reads documents."
  type        = string
  default     = null
}

variable "scan_timeout" {
  description = "How many seconds a reader of the task's queue has for a message. The queue hides a received message for a second longer. The service asks for its own time, so this counts for other readers."
  type        = number
  default     = 120

  validation {
    condition     = var.scan_timeout >= 1 && var.scan_timeout <= 43199
    error_message = "scan_timeout must be 1 to 43199 seconds."
  }
}

variable "transient_workspace" {
  description = "Whether the installation is a passing one, as for tests: its log group and old revisions of its task definition go when it is destroyed. Otherwise both stay. Whether the results bucket may go with its contents is said by the same input of the module `data`."
  type        = bool
  default     = false
}

variable "family_prefix" {
  description = "What stands before the family of the task definition, so that two installations in one account and region have families of their own. It has to be that of the module service."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{0,64}$", var.family_prefix))
    error_message = "family_prefix must be at most 64 letters, digits, dashes and underscores."
  }
}

variable "log_group_name" {
  description = "The log group of the task's containers; null for `/ecs/<family_prefix><task>`, in which the service looks (`execution.ecs.logs.group`)."
  type        = string
  default     = null

  validation {
    condition     = var.log_group_name == null ? true : can(regex("^/ecs/[A-Za-z0-9_./#-]{1,500}$", var.log_group_name))
    error_message = "log_group_name must begin with /ecs/, because the service may read these groups alone."
  }
}

variable "log_retention_days" {
  description = "How many days CloudWatch keeps what the task prints."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a number of days that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more years."
  }
}

variable "log_kms_key_arn" {
  description = "The KMS key of the log group, whose policy has to allow CloudWatch Logs; null for the encryption that CloudWatch Logs has of its own."
  type        = string
  default     = null
}

variable "uploads_for_tenant" {
  description = "The tenant whose results the image may put into the bucket by itself; null, as a rule, because the wrapper asks the service for a signed address. Who may write below a tenant's prefix can leave results in that tenant's name."
  type        = string
  default     = null

  validation {
    condition     = var.uploads_for_tenant == null ? true : can(regex("^[A-Za-z0-9_.-]{1,128}$", var.uploads_for_tenant))
    error_message = "uploads_for_tenant must be the id of one tenant: 1 to 128 letters, digits, _, . or -, and no wildcard."
  }
}

variable "metrics_namespace" {
  description = "The namespace of CloudWatch to which the wrapper may send metrics; null for none."
  type        = string
  default     = null
}

variable "secrets_kms_key_arn" {
  description = "The KMS key of the secrets that the task's file names; null where they are encrypted by the key that AWS manages."
  type        = string
  default     = null
}

variable "policy_documents" {
  description = "Further rights as policy documents (JSON): `task` for the role of the container, `task_start` for the role that pulls the image and reads secrets, `service` for the service's role, which starts the task and reads its results."
  type = object({
    task       = optional(string)
    task_start = optional(string)
    service    = optional(string)
  })
  default = {}

  validation {
    condition     = alltrue([for document in values(var.policy_documents) : document == null ? true : can(jsondecode(document).Statement)])
    error_message = "policy_documents must be documents of IAM in JSON, each with a Statement."
  }

  validation {
    condition     = var.policy_documents.service == null || var.service_role_arn != null
    error_message = "policy_documents.service needs service_role_arn."
  }
}
