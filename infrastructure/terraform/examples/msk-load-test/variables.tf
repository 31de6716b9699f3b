variable "region" {
  description = "The region of all that is made."
  type        = string
  default     = "eu-west-1"
}

variable "name" {
  description = "What the names of all that is made begin with."
  type        = string
  default     = "load-test"
}

variable "image" {
  description = "The image of the execution service, by tag or digest."
  type        = string
}

variable "topic" {
  description = "The topic that is written to; it is made if it is missing."
  type        = string
  default     = "load-test"
}

variable "messages_per_sec" {
  description = "The rate that each producer offers, in records a second."
  type        = number
  default     = 2000
}

variable "duration_seconds" {
  description = "How long a run takes. 0 has a service of ECS that goes on until you stop it; otherwise single runs are started by hand."
  type        = number
  default     = 600
}

variable "producers" {
  description = "How many producers run at once, where `duration_seconds` is 0."
  type        = number
  default     = 1
}

variable "broker_instance_type" {
  description = "The size of a broker. kafka.t3.small is the cheapest, and good for a try but for no measurement."
  type        = string
  default     = "kafka.m5.large"
}
