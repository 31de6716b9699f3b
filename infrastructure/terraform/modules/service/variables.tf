variable "name" {
  description = "What the names of all resources begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must be 2 to 31 small letters, digits and dashes, and begin with a letter."
  }
}

variable "tags" {
  description = "Tags of all resources and of the service's tasks."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "image" {
  description = "The image of the service, with a tag or a digest. With image_tag_owned_by_ci it counts for the first deployment alone."
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
  description = "CPU units of an instance, 1024 for each processor."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.cpu)
    error_message = "cpu must be 256, 512, 1024, 2048 or 4096."
  }
}

variable "memory" {
  description = "Memory of an instance in MiB. The service stays below 350 MB; Fargate's smallest sizes leave room beside it."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = var.memory >= 512 && var.memory <= 30720
    error_message = "memory must be 512 to 30720, and a size that Fargate has with this cpu."
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

variable "desired_count" {
  description = "How many instances there are at first. Afterwards the scaling decides, between min_count and max_count."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.desired_count >= var.min_count && var.desired_count <= var.max_count
    error_message = "desired_count must be between min_count and max_count."
  }
}

variable "min_count" {
  description = "The fewest instances."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.min_count >= 1
    error_message = "min_count must be 1 or more, because work that is due is found by a living instance."
  }
}

variable "max_count" {
  description = "The most instances. More than one needs the queue of wake-ups, `wake_up = \"queue\"` of the module data."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.max_count >= var.min_count && var.max_count <= 100
    error_message = "max_count must be between min_count and 100."
  }
  validation {
    condition     = var.max_count == 1 || var.data.wake_up_queue_name != null
    error_message = "max_count above 1 needs the queue of wake-ups: set wake_up to queue in the module data."
  }
}

variable "cpu_target" {
  description = "The percentage of CPU that scaling keeps the instances at."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.cpu_target >= 10 && var.cpu_target <= 90
    error_message = "cpu_target must be 10 to 90."
  }
}

variable "requests_target" {
  description = "How many requests a minute scaling gives each instance at most. Null scales by CPU alone. It needs load_balancer with both suffixes."
  type        = number
  default     = null

  validation {
    condition     = var.requests_target == null || try(var.requests_target >= 1, false)
    error_message = "requests_target must be 1 or more, or null."
  }
  validation {
    condition     = var.requests_target == null || var.load_balancer != null
    error_message = "requests_target needs load_balancer."
  }
}

variable "vpc_id" {
  description = "ID of the VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "IDs of the private subnets of the instances, in two zones or more."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "subnet_ids must have at least one subnet."
  }
}

variable "task_subnet_ids" {
  description = "IDs of the subnets that jobs' tasks run in. Null means those of the service."
  type        = list(string)
  default     = null
}

variable "task_security_group_ids" {
  description = "IDs of the security groups of jobs' tasks. Null makes one that lets them reach everything and be reached by nobody."
  type        = list(string)
  default     = null
}

variable "egress_ports" {
  description = "TCP ports that the service may connect to: by default HTTPS, Kafka (9092, 9094 and, with IAM, 9098), and 8070 of workers for the pages."
  type        = set(number)
  default     = [443, 8070, 9092, 9094, 9098]
  nullable    = false
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster, for the service itself and for jobs' tasks."
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

variable "load_balancer" {
  description = "Where requests come from, such as `module.gateway`: the target group, the security group of the balancer, what the metrics call both, which only requests_target needs, and for how many seconds the service keeps idle connections, which has to be longer than the balancer does. Null for a service that nobody reaches but by queue."
  type = object({
    target_group_arn         = string
    security_group_id        = string
    load_balancer_arn_suffix = optional(string)
    target_group_arn_suffix  = optional(string)
    keep_alive_seconds       = optional(number, 75)
  })
  default = null
}

variable "health_check_command" {
  description = "The command by which ECS asks a container for its health, as CMD and words, by default the role `health` of the image. Empty for none; the balancer asks the service either way."
  type        = list(string)
  default     = ["CMD", "health"]
  nullable    = false
}

variable "data" {
  description = "The outputs of the module data, `module.data`. Only these are used."
  type = object({
    table_name                = string
    table_arn                 = string
    asset_table_name          = string
    asset_table_arn           = string
    audit_table_name          = optional(string)
    audit_table_arn           = optional(string)
    trigger_queue_name        = string
    task_state_queue_name     = string
    results_queue_name        = string
    lambda_results_queue_name = optional(string)
    fleet_queue_name          = optional(string)
    wake_up_queue_name        = optional(string)
    queue_arns                = map(string)
    dead_letter_queue_names   = map(string)
    dead_letter_queue_arns    = map(string)
    input_bucket_name         = string
    input_bucket_arn          = string
    results_bucket_name       = string
    results_bucket_arn        = string
    dead_letter_bucket_name   = string
    dead_letter_bucket_arn    = string
    archive_bucket_name       = optional(string)
    archive_bucket_arn        = optional(string)
    events_topic_arn          = optional(string)
    results_topic_arn         = optional(string)
    documents_topic_arn       = optional(string)
    kms_key_arn               = string
  })
}

variable "topics" {
  description = "Which topics of the module data the service publishes to: a set of events, results and documents, as there."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "family_prefix" {
  description = "What stands before each family of a task definition that a task's file names, so that two installations in one account and region have families of their own. It has to be that of the modules ecs_task."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{0,64}$", var.family_prefix))
    error_message = "family_prefix must be at most 64 letters, digits, dashes and underscores."
  }
}

variable "task_definition_families" {
  description = "Families of task definitions that the service may launch, with their prefix. A `*` in one stands for any characters, for those who let tenants name task definitions (execution.requests.jobs)."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for family in var.task_definition_families : can(regex("^[A-Za-z0-9_*-]{1,255}$", family))])
    error_message = "task_definition_families must hold names of letters, digits, dashes and underscores, without a revision."
  }
}

variable "task_role_arns" {
  description = "ARNs of the roles that those task definitions name, both task roles and execution roles. The service has to pass them to ECS."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "function_arns" {
  description = "ARNs of the functions that tasks of the runner lambda are."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "task_queue_arns" {
  description = "ARNs of the queues that tasks' files name, by a name of your own."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "task_dead_letter_queue_arns" {
  description = "ARNs of the dead letter queues of those queues, by the same names."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = toset(keys(var.task_dead_letter_queue_arns)) == toset(keys(var.task_queue_arns))
    error_message = "task_dead_letter_queue_arns must have the same names as task_queue_arns."
  }
}

variable "topic_arns" {
  description = "ARNs of further topics of SNS that tasks' files name."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "kafka" {
  description = "Where events and results are published: the brokers with commas between them, and the cluster of MSK that the service signs in to with IAM. Without cluster_arn the environment has to say how the connection is secured. Null where the environment has all of it."
  type = object({
    brokers         = string
    cluster_arn     = optional(string)
    events_topic    = optional(string, "executions.events")
    results_topic   = optional(string, "executions.results")
    documents_topic = optional(string, "executions.documents")
    more_topics     = optional(list(string), [])
    role_arn        = optional(string)
  })
  default = null

  validation {
    condition     = var.kafka != null || contains(keys(var.environment), "EXECUTION_KAFKA_BROKERS")
    error_message = "kafka must be given, or EXECUTION_KAFKA_BROKERS in environment, because the service publishes to Kafka."
  }
}

variable "base_url" {
  description = "The address at which tasks and users reach the service, such as the output url of the module gateway."
  type        = string

  validation {
    condition     = can(regex("^https?://[^/]+(/.*)?$", var.base_url))
    error_message = "base_url must be a URL that begins with https:// or http://."
  }
}

variable "user_tokens" {
  description = "Whose tokens are accepted from users: the issuer, for whom the tokens have to be meant, the address of the issuer's keys, the claim that names the tenant, and the claim by which a user is an operator, which needs pages."
  type = object({
    issuer         = string
    audience       = string
    jwk_set_uri    = optional(string)
    tenant_claim   = optional(string, "tenant_id")
    operator_claim = optional(string)
  })
}

variable "callback_key_secret_arn" {
  description = "ARN of the secret with the key that signs callback tokens, 32 bytes or more in base64. Behind the ARN there may be the key of a field of JSON, as in `<arn>:key::`."
  type        = string

  validation {
    condition     = can(regex("^arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:.+$", var.callback_key_secret_arn))
    error_message = "callback_key_secret_arn must be the ARN of a secret of Secrets Manager."
  }
}

variable "secrets" {
  description = "ARNs of further secrets, by the environment variable that has their value, such as GATEWAY_HTTP_PASSWORD or EXECUTION_GATEWAY_WORKERTOKEN. ECS reads them when an instance starts."
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

variable "referenced_secret_arns" {
  description = "ARNs of the secrets that settings refer to by {{aws:…}}. The service reads them itself."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "secrets_kms_key_arns" {
  description = "ARNs of your own KMS keys that encrypt any of the secrets."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "environment" {
  description = "Further settings as environment variables, as docs/configuration.md has them. They go before what the module sets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "environment must hold names of letters, digits and underscores."
  }
}

variable "pages" {
  description = "Whether the pages for operators, and tokens of operators, may be used: gives the service's role what they need. They are on as soon as somebody may sign in, which secrets or environment say."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = !var.pages || var.data.audit_table_name != null
    error_message = "pages needs the table of who did what: set audit to true in the module data."
  }
}

variable "policy_documents" {
  description = "JSON of further policies of the service's role, by a name of your own, for systems that routes of yours ask."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which the service's log is kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of the numbers that CloudWatch Logs has, such as 7, 14, 30, 90 or 365."
  }
}
