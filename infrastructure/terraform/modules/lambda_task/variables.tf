variable "name" {
  description = "The app's name, with which the names of roles, topic and parameters begin."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must be 2 to 31 lower-case letters, digits or dashes, and must begin with a letter."
  }
}

variable "tags" {
  description = "Tags of all that is made. The labels of the task's file become tags of the function as well."
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
    condition     = can(regex("^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9$_-]+)?$", yamldecode(file(var.task_file)).lambda))
    error_message = "task_file must name its function under lambda: a name of 1 to 64 letters, digits, - or _, or an ARN, with a version or an alias if you like."
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

variable "package_path" {
  description = "The path of the zip file with the function's code, made elsewhere; null where `package_s3` says where the code is."
  type        = string
  default     = null

  validation {
    condition     = (var.package_path == null) != (var.package_s3 == null)
    error_message = "Exactly one of package_path and package_s3 must be given."
  }

  validation {
    condition     = var.package_path == null ? true : can(filesha256(var.package_path))
    error_message = "package_path must be a file that is there: build the package first."
  }
}

variable "package_s3" {
  description = "Where in S3 the zip file with the function's code is, in a bucket of the function's region. With `version` a new upload is a difference that Terraform plans, and without it the code is left alone."
  type = object({
    bucket  = string
    key     = string
    version = optional(string)
  })
  default = null
}

variable "handler" {
  description = "What Lambda calls in the package, such as `scanner.handler`."
  type        = string

  validation {
    condition     = can(regex("^[^\\s]{1,128}$", var.handler))
    error_message = "handler must be 1 to 128 characters without spaces, such as scanner.handler."
  }
}

variable "runtime" {
  description = "What runs the package."
  type        = string
  default     = "python3.13"

  validation {
    condition     = can(regex("^(python3\\.(9|1[0-9])|nodejs[0-9]{2}\\.x|java(11|17|21|25)|dotnet[0-9]+|ruby3\\.[0-9]|provided\\.al2023)$", var.runtime))
    error_message = "runtime must be a runtime of Lambda such as python3.13, nodejs22.x, java21 or provided.al2023."
  }
}

variable "layers" {
  description = "ARNs of layer versions, which Lambda puts beside the package. A layer of yours may hold what several tasks share."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.layers) <= 5 && alltrue([for arn in var.layers : can(regex(":layer:[A-Za-z0-9_-]+:[0-9]+$", arn))])
    error_message = "layers must be at most 5 ARNs of layer versions, each with its number at the end."
  }
}

variable "architecture" {
  description = "The processor: x86_64 or arm64. The code has to be built for it."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture must be x86_64 or arm64."
  }
}

variable "memory" {
  description = "Memory in MiB, 128 to 10240. Lambda gives CPU in proportion to it, a whole vCPU at 1769."
  type        = number
  default     = 256

  validation {
    condition     = var.memory >= 128 && var.memory <= 10240 && floor(var.memory) == var.memory
    error_message = "memory must be a whole number of MiB from 128 to 10240."
  }
}

variable "ephemeral_storage" {
  description = "Disk below `/tmp` in MiB, 512 to 10240; 512 are included in the price."
  type        = number
  default     = 512

  validation {
    condition     = var.ephemeral_storage >= 512 && var.ephemeral_storage <= 10240
    error_message = "ephemeral_storage must be 512 to 10240 MiB."
  }
}

variable "scan_timeout" {
  description = "How many seconds an invocation may take, 1 to 900. The task's own queue hides a received message for a second longer. The service counts an attempt as lost after `execution.lambda.longest-run`, so keep that above."
  type        = number
  default     = 120

  validation {
    condition     = var.scan_timeout >= 1 && var.scan_timeout <= 900 && floor(var.scan_timeout) == var.scan_timeout
    error_message = "scan_timeout must be 1 to 900 seconds, the most that Lambda has."
  }
}

variable "start_within" {
  description = "How many seconds Lambda keeps an invocation that it cannot start, because the function's concurrency is used up; 60 to 21600. After `execution.lambda.start-within` the service refuses such an invocation, so more than that is of no use."
  type        = number
  default     = 900

  validation {
    condition     = var.start_within >= 60 && var.start_within <= 21600
    error_message = "start_within must be 60 to 21600 seconds."
  }
}

variable "reserved_concurrency" {
  description = "How many invocations run at once at most, kept for this function from the account's limit; null leaves it to the account's limit."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= 1
    error_message = "reserved_concurrency must be 1 or more; with 0 no invocation would ever start."
  }
}

variable "tracing" {
  description = "Whether Lambda sends traces of invocations to X-Ray."
  type        = bool
  default     = false
}

variable "vpc" {
  description = "The subnets and security groups of a function that has to reach something private; null for a function that only reaches the internet. Within a VPC the way to the service's address needs a NAT or an endpoint."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "environment" {
  description = "Variables of the function. What a request brings comes in the event. None may be secret: give the function the ARN of a secret, and the right to read it by `policy_documents.function`."
  type        = map(string)
  default     = {}
}

variable "environment_kms_key_arn" {
  description = "The KMS key of the variables; null for the key that AWS manages for Lambda."
  type        = string
  default     = null
}

variable "data" {
  description = "The outputs of the module `data` (`data = module.data`): whose results bucket and key the task uses, and which queue hears of the ends of invocations. Further outputs are ignored."
  type = object({
    results_bucket_name      = string
    results_bucket_arn       = string
    kms_key_arn              = optional(string)
    lambda_results_queue_arn = optional(string)
    dead_letter_queue_arns   = optional(map(string), {})
  })
}

variable "destination" {
  description = "Whether the function's ends go to the queue `data.lambda_results_queue_arn`, which the service reads where `execution.lambda.destination` is true. It hears of a crash at once then."
  type        = bool
  default     = true

  validation {
    condition     = !var.destination || var.data.lambda_results_queue_arn != null
    error_message = "destination needs data.lambda_results_queue_arn: set lambda_destination = true in the module data, or destination = false here."
  }
}

variable "service_role_arn" {
  description = "The task role of the execution service (`module.service.task_role_arn`). It gets the right to invoke the function and what it needs of the task's queues and topic; null where its own policies have that already."
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

variable "transient_workspace" {
  description = "Whether the installation is a passing one, as for tests: its log group goes when it is destroyed. Otherwise it stays. Whether the results bucket may go with its contents is said by the same input of the module `data`."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "How many days CloudWatch keeps what the function prints."
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
  description = "The tenant whose results the function may put into the bucket by itself; null, as a rule, because it asks the service for a signed address. Who may write below a tenant's prefix can leave results in that tenant's name."
  type        = string
  default     = null

  validation {
    condition     = var.uploads_for_tenant == null ? true : can(regex("^[A-Za-z0-9_.-]{1,128}$", var.uploads_for_tenant))
    error_message = "uploads_for_tenant must be the id of one tenant: 1 to 128 letters, digits, _, . or -, and no wildcard."
  }
}

variable "policy_documents" {
  description = "Further rights as policy documents (JSON): `function` for the role of the function, `service` for the service's role, which invokes it and reads its results."
  type = object({
    function = optional(string)
    service  = optional(string)
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
