variable "name" {
  description = "Prefix of the names of all that is made."
  type        = string
  default     = "msk-ecs-producer"

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

variable "vpc_id" {
  description = "The VPC in which the brokers and the producer are. It has to exist."
  type        = string

  validation {
    condition     = can(regex("^vpc-[0-9a-z]+$", var.vpc_id))
    error_message = "vpc_id must be the id of a VPC, vpc-…."
  }
}

variable "private_subnets_cidr" {
  description = "The address ranges of the three private subnets that are made, one for each of three availability zones; or one range, which is divided into four of which three are used."
  type        = list(string)

  validation {
    condition     = contains([1, 3], length(var.private_subnets_cidr)) && alltrue([for cidr in var.private_subnets_cidr : can(cidrnetmask(cidr))])
    error_message = "private_subnets_cidr must be three ranges of IPv4 such as 10.0.96.0/24, or one that is divided."
  }

  validation {
    condition     = length(distinct(var.private_subnets_cidr)) == length(var.private_subnets_cidr)
    error_message = "private_subnets_cidr must not name a range twice."
  }
}

variable "private_route_table_ids" {
  description = "The route tables of the subnets: three, one for each, or one for all. They have to lead to ECR, CloudWatch Logs and KMS, by a NAT or by endpoints."
  type        = list(string)

  validation {
    condition     = contains([1, 3], length(var.private_route_table_ids))
    error_message = "private_route_table_ids must be one route table for all three subnets, or three."
  }
}

variable "availability_zones" {
  description = "The three availability zones; null for the first three of the region."
  type        = list(string)
  default     = null

  validation {
    condition     = var.availability_zones == null ? true : length(distinct(var.availability_zones)) == 3
    error_message = "availability_zones must be three different zones, because MSK has a broker in each."
  }
}

variable "kms_key_arn" {
  description = "The KMS key that encrypts what the brokers store; null for a key that is made."
  type        = string
  default     = null
}

variable "msk_kafka_version" {
  description = "The version of Kafka that the brokers run, as MSK names it."
  type        = string
  default     = "3.8.x"

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9x]+(\\.[0-9x]+)?(\\.kraft)?$", var.msk_kafka_version))
    error_message = "msk_kafka_version must be a version as MSK names it, such as 3.8.x or 3.9.x.kraft."
  }
}

variable "msk_broker_instance_type" {
  description = "The size of a broker."
  type        = string
  default     = "kafka.m5.large"

  validation {
    condition     = can(regex("^(kafka|express)\\.[a-z0-9]+\\.[a-z0-9]+$", var.msk_broker_instance_type))
    error_message = "msk_broker_instance_type must be a size of MSK such as kafka.m5.large or kafka.t3.small."
  }
}

variable "msk_broker_count" {
  description = "How many brokers there are in all, the same number in each of the three zones."
  type        = number
  default     = 3

  validation {
    condition     = var.msk_broker_count >= 3 && var.msk_broker_count <= 60 && var.msk_broker_count % 3 == 0
    error_message = "msk_broker_count must be a multiple of 3 from 3 to 60."
  }
}

variable "msk_ebs_volume_size" {
  description = "The disk of each broker in GiB."
  type        = number
  default     = 1000

  validation {
    condition     = var.msk_ebs_volume_size >= 1 && var.msk_ebs_volume_size <= 16384
    error_message = "msk_ebs_volume_size must be 1 to 16384 GiB."
  }
}

variable "msk_enhanced_monitoring" {
  description = "Which metrics of MSK go to CloudWatch. DEFAULT is free of charge; PER_BROKER and finer cost."
  type        = string
  default     = "DEFAULT"

  validation {
    condition     = contains(["DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"], var.msk_enhanced_monitoring)
    error_message = "msk_enhanced_monitoring must be DEFAULT, PER_BROKER, PER_TOPIC_PER_BROKER or PER_TOPIC_PER_PARTITION."
  }
}

variable "image" {
  description = "The image of the execution service, built and pushed elsewhere, by a tag other than `latest` or by digest. Its role `produce` is the load producer."
  type        = string

  validation {
    condition     = can(regex("(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "image must end with a tag other than latest (repository:1.4.2) or a digest (repository@sha256:…)."
  }
}

variable "ecs_cpu" {
  description = "CPU units of a producer, 1024 for one vCPU. 256 are good for some thousand records a second."
  type        = number
  default     = 256

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.ecs_cpu)
    error_message = "ecs_cpu must be 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "ecs_memory" {
  description = "Memory of a producer in MiB, a size that Fargate has with `ecs_cpu`."
  type        = number
  default     = 512

  validation {
    condition     = var.ecs_memory >= 512 && var.ecs_memory <= 122880
    error_message = "ecs_memory must be 512 to 122880 MiB."
  }
}

variable "architecture" {
  description = "The processor of the image: X86_64 or ARM64."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture must be X86_64 or ARM64."
  }
}

variable "ecs_desired_count" {
  description = "How many producers run at once, each at the whole rate. 0 runs none: start single runs by `aws ecs run-task` then."
  type        = number
  default     = 1

  validation {
    condition     = var.ecs_desired_count >= 0 && floor(var.ecs_desired_count) == var.ecs_desired_count
    error_message = "ecs_desired_count must be a whole number from 0 on."
  }
}

variable "producer_topic" {
  description = "The topic that is written to. The producer makes it if it is missing, and may write to no other."
  type        = string
  default     = "test-topic"

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,249}$", var.producer_topic)) && !contains([".", ".."], var.producer_topic)
    error_message = "producer_topic must be 1 to 249 letters, digits, ., _ or -."
  }
}

variable "log_retention_days" {
  description = "How many days CloudWatch keeps the logs of brokers and producers."
  type        = number
  default     = 14

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a number of days that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more years."
  }
}

variable "messages_per_sec" {
  description = "The rate that each producer offers, in records a second; 0 is as fast as the cluster takes them (`MESSAGES_PER_SEC`)."
  type        = number
  default     = 10

  validation {
    condition     = var.messages_per_sec >= 0 && var.messages_per_sec <= 10000000
    error_message = "messages_per_sec must be 0 to 10000000."
  }
}

variable "batch_size" {
  description = "How many records a turn of the loop sends, at the same rate (`BATCH_SIZE`)."
  type        = number
  default     = 1

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 100000
    error_message = "batch_size must be 1 to 100000."
  }
}

variable "null_prob" {
  description = "How likely it is that a nullable union of an Avro schema is null, 0 to 1 (`NULL_PROB`)."
  type        = number
  default     = 0.35

  validation {
    condition     = var.null_prob >= 0 && var.null_prob <= 1
    error_message = "null_prob must be 0 to 1."
  }
}

variable "acks" {
  description = "How many brokers have to have a record before it counts as acknowledged: all, 1 or 0 (`ACKS`)."
  type        = string
  default     = "all"

  validation {
    condition     = contains(["all", "1", "0"], var.acks)
    error_message = "acks must be all, 1 or 0."
  }
}

variable "linger_ms" {
  description = "How many milliseconds a batch waits to be filled (`LINGER_MS`)."
  type        = number
  default     = 20

  validation {
    condition     = var.linger_ms >= 0 && var.linger_ms <= 60000
    error_message = "linger_ms must be 0 to 60000."
  }
}

variable "retries" {
  description = "How often a batch is sent again; 0 turns idempotence off (`RETRIES`)."
  type        = number
  default     = 10

  validation {
    condition     = var.retries >= 0 && var.retries <= 2147483647
    error_message = "retries must be 0 to 2147483647."
  }
}

variable "compression" {
  description = "How batches are compressed: none, gzip, snappy, lz4 or zstd (`COMPRESSION`)."
  type        = string
  default     = "snappy"

  validation {
    condition     = contains(["none", "gzip", "snappy", "lz4", "zstd"], var.compression)
    error_message = "compression must be none, gzip, snappy, lz4 or zstd."
  }
}

variable "max_request_size" {
  description = "The largest request to a broker in bytes (`MAX_REQUEST_SIZE`)."
  type        = number
  default     = 2097152

  validation {
    condition     = var.max_request_size >= 1024 && var.max_request_size <= 104857600
    error_message = "max_request_size must be 1024 to 104857600 bytes."
  }
}

variable "verify" {
  description = "Whether a producer reads its records back at its end and compares (`VERIFY`). Its role may read the topic then."
  type        = bool
  default     = false
}

variable "cloudwatch_namespace" {
  description = "The namespace of CloudWatch to which producers send metrics (`CLOUDWATCH_NAMESPACE`); null for none."
  type        = string
  default     = null
}

variable "ecs_environment" {
  description = "Variables of the producer, which go before all others: further settings (docs/load-testing.md), overrides, and what a template names. None may be secret."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.ecs_environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]{0,127}$", key))])
    error_message = "The names in ecs_environment must be 1 to 128 letters, digits or _, and must not begin with a digit."
  }
}
