variable "name" {
  description = "The beginning of the names of all that is made."
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

variable "cidr" {
  description = "The addresses of the network. A private subnet gets an eighth of them, because each Fargate task takes an address; a public subnet gets a 64th."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0], false)
    error_message = "cidr must be a block of IPv4 addresses that begins with its first address, such as 10.0.0.0/16."
  }

  validation {
    # A load balancer wants a /27 in each public subnet, which has six bits more than the network.
    condition     = try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 21, false)
    error_message = "cidr must have a prefix from /16 to /21."
  }
}

variable "availability_zones" {
  description = "The zones that have subnets. A zone's place in the list decides its addresses, so add new ones at the end. null takes the first three of the region."
  type        = list(string)
  default     = null

  validation {
    condition     = var.availability_zones == null ? true : length(var.availability_zones) >= 2 && length(var.availability_zones) <= 6
    error_message = "availability_zones must have 2 to 6 zones, because a load balancer wants two and the addresses last for six."
  }

  validation {
    condition     = var.availability_zones == null ? true : length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "availability_zones must not name a zone twice."
  }
}

variable "nat_mode" {
  description = "How private subnets reach the internet: none (only endpoints are reached), gateway (NAT gateways) or instance (small EC2 instances with nat_instance_ami; without that image, gateways)."
  type        = string
  default     = "gateway"
  nullable    = false

  validation {
    condition     = contains(["none", "gateway", "instance"], var.nat_mode)
    error_message = "nat_mode must be none, gateway or instance."
  }
}

variable "single_nat" {
  description = "Whether all zones share one NAT gateway or instance. That costs less, and all private subnets lose the internet when its zone fails."
  type        = bool
  default     = false
  nullable    = false
}

variable "nat_instance_ami" {
  description = "The image of NAT instances for nat_mode = instance. It has to do NAT by itself, without a start script, as the images of fck-nat do. null makes gateways in place of instances."
  type        = string
  default     = null

  validation {
    condition     = var.nat_instance_ami == null || can(regex("^ami-[0-9a-f]{8,17}$", var.nat_instance_ami))
    error_message = "nat_instance_ami must be the id of an image, such as ami-0123456789abcdef0, or null."
  }
}

variable "nat_instance_type" {
  description = "The type of NAT instances. Its architecture has to be that of the image."
  type        = string
  default     = "t4g.nano"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]+[.][a-z0-9-]+$", var.nat_instance_type))
    error_message = "nat_instance_type must be a type of EC2 instances, such as t4g.nano."
  }
}

variable "interface_endpoints" {
  description = "The services of AWS that have an address in the network, such as ecr.api, ecr.dkr, ecs, logs, secretsmanager, sns, sqs and sts. Each is paid for by zone and hour. S3 and DynamoDB have endpoints in any case, because theirs cost nothing."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.interface_endpoints : can(regex("^[a-z0-9]+([.-][a-z0-9]+)*$", service))])
    error_message = "interface_endpoints must be the ends of endpoint names, such as sqs or ecr.api, without com.amazonaws and the region."
  }

  validation {
    condition     = length(setintersection(var.interface_endpoints, ["s3", "dynamodb"])) == 0
    error_message = "interface_endpoints must not have s3 and dynamodb: both are reached by gateway endpoints, which cost nothing."
  }
}

variable "flow_log_days" {
  description = "For how many days CloudWatch keeps the record of all connections. 0 makes no record."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = contains(
      [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.flow_log_days,
    )
    error_message = "flow_log_days must be 0 or a time that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "kms_key_arn" {
  description = "The KMS key that encrypts the record of connections and the disks of NAT instances. Its policy has to let CloudWatch Logs use it. null takes the keys of CloudWatch Logs and EBS, which suffice because neither holds what jobs are about."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key, not an alias, or null."
  }
}
