terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }

  # Keep the state in a bucket, encrypted, with versions and a lock:
  # backend "s3" {
  #   bucket       = "my-terraform-state"
  #   key          = "scans.tfstate"
  #   region       = "eu-west-1"
  #   encrypt      = true
  #   use_lockfile = true
  # }
}
