variable "region" {
  description = "The region of all that is made."
  type        = string
  default     = "eu-west-1"
}

variable "name" {
  description = "What the names of all that is made begin with."
  type        = string
  default     = "executions"
}

variable "availability_zones" {
  description = "The three zones to use; null for the first three of the region."
  type        = list(string)
  default     = null
}

variable "image" {
  description = "The image of the service and of the task, by tag or digest."
  type        = string
}

variable "certificate_arn" {
  description = "The certificate of ACM for `hostname`."
  type        = string
}

variable "hostname" {
  description = "The name of the service's address. Have it lead to the load balancer, the output `load_balancer`."
  type        = string
}

variable "allowed_cidrs" {
  description = "The address ranges from which users reach the service. Tasks are let in besides these."
  type        = list(string)
  default     = ["10.0.0.0/16"]
}

variable "callback_key_secret_arn" {
  description = "The secret with the key that signs callback tokens: 32 bytes or more in base64. It is made outside, so that it is in no state of Terraform."
  type        = string
}

variable "user_tokens" {
  description = "Whose tokens the service accepts from users."
  type = object({
    issuer      = string
    audience    = string
    jwk_set_uri = string
  })
}

variable "kafka" {
  description = "Where events and results are published: the brokers, and the cluster of MSK that the service signs in to."
  type = object({
    brokers     = string
    cluster_arn = string
  })
}

variable "transient_workspace" {
  description = "Whether everything may be destroyed with its contents, as after a test."
  type        = bool
  default     = false
}
