# The provider itself puts policies together, so these plans use it, without an account: nothing of it is called.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.current
  values = { account_id = "123456789012" }
}

# What is known only after an apply.
override_resource {
  override_during = plan
  target          = aws_iam_role.task
  values          = { arn = "arn:aws:iam::123456789012:role/jobs-workers" }
}

override_resource {
  override_during = plan
  target          = aws_iam_role.execution
  values          = { arn = "arn:aws:iam::123456789012:role/jobs-workers-start" }
}

override_resource {
  override_during = plan
  target          = aws_security_group.workers
  values          = { id = "sg-workers" }
}

variables {
  name         = "jobs"
  image        = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/execution-service:1.0.0"
  vpc_id       = "vpc-1"
  subnet_ids   = ["subnet-1", "subnet-2"]
  cluster_arn  = "arn:aws:ecs:eu-west-1:123456789012:cluster/jobs"
  cluster_name = "jobs"
  service_url  = "https://jobs.example.org"
  data = {
    fleet_queue_name        = "jobs-fleet"
    fleet_queue_arn         = "arn:aws:sqs:eu-west-1:123456789012:jobs-fleet"
    dead_letter_queue_names = { fleet = "jobs-fleet-dlq" }
    dead_letter_queue_arns  = { fleet = "arn:aws:sqs:eu-west-1:123456789012:jobs-fleet-dlq" }
    kms_key_arn             = "arn:aws:kms:eu-west-1:123456789012:key/data"
  }
}

run "a_worker_has_time_to_end" {
  command = plan

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].stopTimeout > tonumber(output.environment.WORK_STOP_TIMEOUT)
    error_message = "The worker gives back what it has before the container is killed."
  }
  assert {
    condition = [
      for container in jsondecode(aws_ecs_task_definition.this.container_definitions) :
      [container.command[0], container.readonlyRootFilesystem, container.user, container.linuxParameters.initProcessEnabled]
    ] == [["work", true, "10001:10001", true]]
    error_message = "The container runs the role work, not as root, and with a read-only root and an init process."
  }
  assert {
    condition     = output.environment.WORK_QUEUE == "jobs-fleet" && output.environment.WORK_DEAD_LETTER_QUEUE == "jobs-fleet-dlq" && output.environment.WORK_SERVICE == "https://jobs.example.org"
    error_message = "The worker is told of its queues and of the service."
  }
}

run "scaled_by_the_messages_that_wait_for_each_worker" {
  command = plan

  variables {
    backlog_per_worker = 12
    max_count          = 40
  }

  assert {
    condition     = aws_appautoscaling_policy.backlog.target_tracking_scaling_policy_configuration[0].target_value == 12 && aws_appautoscaling_target.this.max_capacity == 40
    error_message = "The target is what the user says."
  }
  assert {
    condition = toset(flatten([
      for metric in aws_appautoscaling_policy.backlog.target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics :
      [for stat in metric.metric_stat : [for name in stat.metric : [for dimension in name.dimensions : dimension.value]]]
    ])) == toset(["jobs-fleet", "jobs", "jobs-workers"])
    error_message = "It is computed from the queue and the ECS service."
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.first) == 0
    error_message = "As there is a worker always, none needs to be called."
  }
}

run "from_no_worker_to_the_first" {
  command = plan

  variables {
    min_count = 0
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.first) == 1 && aws_appautoscaling_policy.first["first"].step_scaling_policy_configuration[0].adjustment_type == "ChangeInCapacity"
    error_message = "A message that waits while there is no worker starts one."
  }
}

run "on_spot_beside_one_that_stays" {
  command = plan

  variables {
    spot_weight    = 1
    fargate_weight = 0
    fargate_base   = 1
  }

  assert {
    condition = {
      for provider in aws_ecs_service.by_terraform["workers"].capacity_provider_strategy : provider.capacity_provider => [provider.base, provider.weight]
    } == { FARGATE = [1, 0], FARGATE_SPOT = [0, 1] }
    error_message = "One worker is on Fargate, all others on Spot."
  }
}

run "least_privilege" {
  command = plan

  assert {
    condition = {
      for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : statement.Sid => statement.Resource
      } == {
      TakeMessages     = "arn:aws:sqs:eu-west-1:123456789012:jobs-fleet"
      SetMessagesAside = "arn:aws:sqs:eu-west-1:123456789012:jobs-fleet-dlq"
      ProtectTasks     = "arn:aws:ecs:eu-west-1:123456789012:task/jobs/*"
      UseKey           = "arn:aws:kms:eu-west-1:123456789012:key/data"
    }
    error_message = "A worker has its two queues, the protection of tasks and the key, and no table."
  }
  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.page) == 0
    error_message = "Nobody reaches a worker unless the user says who."
  }
}

run "the_service_asks_for_pages_of_workers" {
  command = plan

  variables {
    service_security_group_ids = { service = "sg-service" }
    secrets                    = { WORK_TOKEN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:worker-AbCdEf" }
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.page : [rule.referenced_security_group_id, rule.from_port]] == [["sg-service", 8070]]
    error_message = "The service alone reaches the page."
  }
  assert {
    condition     = anytrue([for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : try(statement.Resource == "arn:aws:secretsmanager:eu-west-1:123456789012:secret:worker-AbCdEf", false)])
    error_message = "ECS reads the token."
  }
}

run "ci_owns_the_image" {
  command = plan

  variables {
    image_tag_owned_by_ci = true
  }

  assert {
    condition     = length(aws_ecs_service.by_terraform) == 0 && output.service_name == "jobs-workers"
    error_message = "The service is the one whose revision a plan leaves alone."
  }
}

run "refuses_data_without_a_queue_for_workers" {
  command = plan

  variables {
    data = {
      dead_letter_queue_names = { fleet = "none" }
      dead_letter_queue_arns  = { fleet = "none" }
      kms_key_arn             = "arn:aws:kms:eu-west-1:123456789012:key/data"
    }
  }

  expect_failures = [var.data]
}

run "refuses_wrong_values" {
  command = plan

  variables {
    image              = "execution-service"
    capacity           = 0
    min_count          = 5
    max_count          = 4
    backlog_per_worker = 0
    service_url        = "jobs.example.org"
    secrets            = { WORK_TOKEN = "supersecret" }
  }

  expect_failures = [var.image, var.capacity, var.max_count, var.backlog_per_worker, var.service_url, var.secrets]
}
