variable "name" {
  description = "The name of the load balancer, and the beginning of the names of all else that is made."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must begin with a small letter and have 2 to 31 small letters, digits or dashes."
  }

  validation {
    condition     = !startswith(var.name, "internal-") && !endswith(var.name, "-")
    error_message = "name must not begin with internal- nor end with a dash: load balancers have no such names."
  }
}

variable "tags" {
  description = "Tags of all that is made."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "The network of the load balancer and of the service."
  type        = string
}

variable "subnet_ids" {
  description = "The subnets of the load balancer, in two zones or more: public ones, or private ones where internal is true."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must have subnets of two zones or more."
  }
}

variable "internal" {
  description = "Whether the load balancer is reached from the network alone, and not from the internet."
  type        = bool
  default     = false
  nullable    = false
}

variable "certificate_arn" {
  description = "The certificate of ACM for the address by which people and tasks reach the service. It has to be issued already."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+$", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of a certificate of ACM."
  }
}

variable "ssl_policy" {
  description = "The security policy of TLS. The default speaks TLS 1.3 and 1.2."
  type        = string
  default     = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  nullable    = false

  validation {
    condition     = can(regex("^ELBSecurityPolicy-TLS13-1-[23]-", var.ssl_policy))
    error_message = "ssl_policy must be a policy with TLS 1.3 and nothing below 1.2, such as ELBSecurityPolicy-TLS13-1-2-2021-06."
  }
}

variable "hostname" {
  description = "The name by which people and tasks reach the service, one of the certificate's. It only goes into the output url; a DNS record is for whoever has the zone. null takes the name of the load balancer itself, for which no certificate is issued."
  type        = string
  default     = null

  validation {
    condition     = var.hostname == null || can(regex("^[a-z0-9-]+([.][a-z0-9-]+)+$", var.hostname))
    error_message = "hostname must be a host name in small letters, such as executions.example.org, or null."
  }
}

variable "allowed_cidrs" {
  description = "From which addresses the load balancer is reached. Tasks that reach it over the internet come from the addresses of NAT, so these have to be among them, each with /32."
  type        = list(string)

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0)) && !strcontains(cidr, ":")])
    error_message = "allowed_cidrs must be blocks of IPv4 addresses, such as 203.0.113.0/24 or 198.51.100.7/32."
  }
}

variable "allowed_security_group_ids" {
  description = "The security groups of the same network from which an internal load balancer is reached, such as that of tasks."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "target_port" {
  description = "The port of the service, its setting server.port. The port of its metrics is not reached by the load balancer."
  type        = number
  default     = 8080
  nullable    = false

  validation {
    condition     = var.target_port >= 1024 && var.target_port <= 65535 && floor(var.target_port) == var.target_port
    error_message = "target_port must be a whole number from 1024 to 65535, because the service does not run as root."
  }
}

variable "idle_timeout" {
  description = "After how many seconds without a byte a connection is closed. Logs and pages that are followed send a line every five seconds; an answer takes up to a minute."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.idle_timeout >= 15 && var.idle_timeout <= 4000 && floor(var.idle_timeout) == var.idle_timeout
    error_message = "idle_timeout must be a whole number of seconds from 15 to 4000."
  }
}

variable "deregistration_delay" {
  description = "For how many seconds an instance of the service that is to stop may finish what it has begun. Whoever follows a log is cut off then, and connects anew."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deregistration_delay >= 0 && var.deregistration_delay <= 3600 && floor(var.deregistration_delay) == var.deregistration_delay
    error_message = "deregistration_delay must be a whole number of seconds from 0 to 3600."
  }
}

variable "deletion_protection" {
  description = "Whether the load balancer cannot be deleted before this is false."
  type        = bool
  default     = true
  nullable    = false
}

variable "access_log_bucket" {
  description = "The bucket that gets a record of each request, encrypted by S3's own keys because load balancers write to no other. null makes one."
  type        = string
  default     = null
}

variable "access_log_days" {
  description = "For how many days the bucket that is made here keeps records of requests."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.access_log_days >= 1 && floor(var.access_log_days) == var.access_log_days
    error_message = "access_log_days must be a whole number of days, 1 or more."
  }
}

variable "transient_workspace" {
  description = "Whether the bucket that is made here may be destroyed with what is in it."
  type        = bool
  default     = false
  nullable    = false
}

variable "waf" {
  description = "Whether a web ACL with AWS's managed rules is made and put before the load balancer. It is paid for by rule and request."
  type        = bool
  default     = false
  nullable    = false
}

variable "waf_acl_arn" {
  description = "A web ACL of yours to put before the load balancer, in place of waf. One that is made in the same root module is associated there, with the output load_balancer_arn."
  type        = string
  default     = null

  validation {
    condition     = var.waf_acl_arn == null || !var.waf
    error_message = "waf_acl_arn must be null where waf is true: a load balancer has one web ACL."
  }
}

variable "waf_counted_rules" {
  description = "The rules of AWSManagedRulesCommonRuleSet that only count. By default these are the rules about bodies, which would refuse jobs of more than 8 KB and jobs that name an address, a path or a script."
  type        = set(string)
  default     = ["CrossSiteScripting_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "SizeRestrictions_BODY"]
  nullable    = false
}

variable "waf_requests_per_address" {
  description = "How many requests in five minutes one address may make. All tasks behind a NAT gateway have one address together, and the service has limits for each tenant, so null sets no limit."
  type        = number
  default     = null

  validation {
    condition     = var.waf_requests_per_address == null || try(var.waf_requests_per_address >= 10 && var.waf_requests_per_address <= 2000000000, false)
    error_message = "waf_requests_per_address must be from 10 to 2000000000, or null."
  }
}

variable "waf_log_days" {
  description = "For how many days CloudWatch keeps what the web ACL said of each request, without the header Authorization."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.waf_log_days,
    )
    error_message = "waf_log_days must be a time that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}
