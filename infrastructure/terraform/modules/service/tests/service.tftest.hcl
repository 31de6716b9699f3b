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
  values          = { arn = "arn:aws:iam::123456789012:role/jobs-service" }
}

override_resource {
  override_during = plan
  target          = aws_iam_role.execution
  values          = { arn = "arn:aws:iam::123456789012:role/jobs-service-start" }
}

override_resource {
  override_during = plan
  target          = aws_security_group.tasks
  values          = { id = "sg-tasks" }
}

override_resource {
  override_during = plan
  target          = aws_security_group.service
  values          = { id = "sg-service" }
}

variables {
  name                    = "jobs"
  image                   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/execution-service:1.0.0"
  vpc_id                  = "vpc-1"
  subnet_ids              = ["subnet-1", "subnet-2"]
  cluster_arn             = "arn:aws:ecs:eu-west-1:123456789012:cluster/jobs"
  cluster_name            = "jobs"
  base_url                = "https://jobs.example.org"
  callback_key_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:callback-AbCdEf:key::"
  user_tokens = {
    issuer      = "https://login.example.org/"
    audience    = "jobs"
    jwk_set_uri = "https://login.example.org/.well-known/jwks.json"
  }
  kafka         = { brokers = "b-1.example.org:9098", cluster_arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/events/0a1b-2" }
  load_balancer = { target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/jobs/1", security_group_id = "sg-balancer" }
  data = {
    table_name            = "jobs"
    table_arn             = "arn:aws:dynamodb:eu-west-1:123456789012:table/jobs"
    asset_table_name      = "jobs-assets"
    asset_table_arn       = "arn:aws:dynamodb:eu-west-1:123456789012:table/jobs-assets"
    audit_table_name      = "jobs-audit"
    audit_table_arn       = "arn:aws:dynamodb:eu-west-1:123456789012:table/jobs-audit"
    trigger_queue_name    = "jobs-trigger"
    task_state_queue_name = "jobs-task-state"
    results_queue_name    = "jobs-results"
    queue_arns = {
      trigger    = "arn:aws:sqs:eu-west-1:123456789012:jobs-trigger"
      task-state = "arn:aws:sqs:eu-west-1:123456789012:jobs-task-state"
      results    = "arn:aws:sqs:eu-west-1:123456789012:jobs-results"
    }
    dead_letter_queue_names = { trigger = "jobs-trigger-dlq", task-state = "jobs-task-state-dlq", results = "jobs-results-dlq" }
    dead_letter_queue_arns = {
      trigger    = "arn:aws:sqs:eu-west-1:123456789012:jobs-trigger-dlq"
      task-state = "arn:aws:sqs:eu-west-1:123456789012:jobs-task-state-dlq"
      results    = "arn:aws:sqs:eu-west-1:123456789012:jobs-results-dlq"
    }
    input_bucket_name       = "jobs-input"
    input_bucket_arn        = "arn:aws:s3:::jobs-input"
    results_bucket_name     = "jobs-results"
    results_bucket_arn      = "arn:aws:s3:::jobs-results"
    dead_letter_bucket_name = "jobs-dead-letters"
    dead_letter_bucket_arn  = "arn:aws:s3:::jobs-dead-letters"
    kms_key_arn             = "arn:aws:kms:eu-west-1:123456789012:key/data"
  }
}

run "a_container_that_can_change_nothing_but_its_tmp" {
  command = plan

  assert {
    condition = [
      for container in jsondecode(aws_ecs_task_definition.this.container_definitions) :
      [container.readonlyRootFilesystem, container.user, container.linuxParameters.initProcessEnabled, container.mountPoints[0].containerPath]
    ] == [[true, "10001:10001", true, "/tmp"]]
    error_message = "The container is not root, has a read-only root, an init process and a /tmp."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].image == var.image
    error_message = "The container runs the image that is given."
  }
  assert {
    condition     = aws_ecs_service.by_terraform["service"].deployment_circuit_breaker[0].rollback
    error_message = "A deployment that fails is taken back."
  }
  assert {
    condition     = aws_ecs_service.by_terraform["service"].network_configuration[0].assign_public_ip == false
    error_message = "Instances have no public address."
  }
}

run "settings_have_the_names_of_the_data" {
  command = plan

  assert {
    condition     = output.environment.EXECUTION_QUEUES_TASKSTATEDEADLETTER == "jobs-task-state-dlq" && output.environment.EXECUTION_BUCKETS_RESULTS == "jobs-results"
    error_message = "Names come of the module data."
  }
  assert {
    condition     = output.environment.EXECUTION_WAKEUP_FROM == "stream" && output.environment.EXECUTION_LAMBDA_DESTINATION == "false"
    error_message = "Without their queues the service reads neither wake-ups nor records of invocations."
  }
  assert {
    condition     = output.environment.EXECUTION_ECS_SUBNETS == "subnet-1,subnet-2" && output.environment.EXECUTION_ECS_SECURITYGROUPS == "sg-tasks"
    error_message = "Tasks run in the service's subnets with a group of their own."
  }
  assert {
    condition     = output.environment.EXECUTION_KAFKA_SECURITYPROTOCOL == "SASL_SSL" && !contains(keys(output.environment), "EXECUTION_SECURITY_CALLBACK_KEY")
    error_message = "Kafka is signed in to with IAM, and the key is not among the settings."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets == [{ name = "EXECUTION_SECURITY_CALLBACK_KEY", valueFrom = var.callback_key_secret_arn }]
    error_message = "ECS reads the key from its secret."
  }
}

run "families_and_their_logs_begin_with_the_prefix" {
  command = plan

  variables {
    family_prefix = "blue-"
  }

  assert {
    condition     = output.environment.EXECUTION_ECS_FAMILYPREFIX == "blue-" && output.environment.EXECUTION_ECS_LOGS_GROUP == "/ecs/blue-{job_name}"
    error_message = "The service launches other families, or looks for logs elsewhere."
  }
}

run "environment_goes_before_what_the_module_sets" {
  command = plan

  variables {
    environment = { EXECUTION_ECS_LOGS_GROUP = "/jobs/{job_name}", EXECUTION_WAKEUP_FROM = "none" }
  }

  assert {
    condition     = output.environment.EXECUTION_WAKEUP_FROM == "none" && output.environment.EXECUTION_ECS_LOGS_GROUP == "/jobs/{job_name}"
    error_message = "What the user says counts."
  }
}

run "only_the_balancer_reaches_it" {
  command = plan

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.service : [rule.referenced_security_group_id, rule.from_port, rule.to_port]] == [["sg-balancer", 8080, 8080]]
    error_message = "There is one way in."
  }
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_egress_rule.service : rule.ip_protocol == "tcp" && rule.from_port == rule.to_port])
    error_message = "The service connects to single ports."
  }
}

run "keeps_connections_for_longer_than_the_balancer" {
  command = plan

  assert {
    condition     = output.environment.SERVER_TOMCAT_KEEPALIVETIMEOUT == "75s"
    error_message = "A balancer keeps idle connections for 60 seconds, and a request on one that the service is closing is answered with 502."
  }
}

run "ci_owns_the_image" {
  command = plan

  variables {
    image_tag_owned_by_ci = true
  }

  assert {
    condition     = length(aws_ecs_service.by_terraform) == 0 && length(aws_ecs_service.by_ci) == 1
    error_message = "The service is the one whose revision a plan leaves alone."
  }
  assert {
    condition     = output.service_name == "jobs-service"
    error_message = "It has the same name."
  }
}

run "least_privilege" {
  command = plan

  variables {
    task_definition_families = ["nmap"]
    task_role_arns           = ["arn:aws:iam::123456789012:role/nmap", "arn:aws:iam::123456789012:role/nmap-start"]
  }

  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : statement.Action if statement.Resource == "*"
    ])) == toset(["sqs:ListQueues", "ecs:ListTasks", "ecs:DescribeClusters", "ecs:DescribeTasks", "ecs:ListClusters"])
    error_message = "Only lists, and what the pages show of other clusters, are allowed on everything."
  }
  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : [statement.Resource, statement.Condition.ArnEquals["ecs:cluster"]]
      if statement.Action == "ecs:RunTask"
    ] == [["arn:aws:ecs:eu-west-1:123456789012:task-definition/nmap:*", "arn:aws:ecs:eu-west-1:123456789012:cluster/jobs"]]
    error_message = "It launches the family that is named, in its cluster."
  }
  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : statement.Condition.StringEquals["iam:PassedToService"]
      if statement.Action == "iam:PassRole"
    ] == ["ecs-tasks.amazonaws.com"]
    error_message = "Roles are passed to ECS alone."
  }
  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : statement.Resource if startswith(statement.Sid, "PublishToKafka")
      ])) == toset([
      for topic in ["events", "results", "documents"] : "arn:aws:kafka:eu-west-1:123456789012:topic/events/0a1b-2/executions.${topic}"
    ])
    error_message = "It writes to its three topics."
  }
  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Resource if statement.Sid == "ReadSecrets"
    ] == ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:callback-AbCdEf"]
    error_message = "ECS reads the secret, whose ARN ends before the name of the field."
  }
  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Resource if statement.Sid == "PullImage"
    ] == ["arn:aws:ecr:eu-west-1:123456789012:repository/execution-service"]
    error_message = "ECS pulls from the image's repository."
  }
}

run "without_pages_no_right_to_move_messages" {
  command = plan

  variables {
    pages = false
    image = "registry.example.org/execution-service@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : contains(flatten([statement.Action]), "sqs:StartMessageMoveTask")])
    error_message = "The right is there for the pages alone."
  }
  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : startswith(flatten([statement.Action])[0], "ecr:")])
    error_message = "An image that is not in ECR needs no right to ECR."
  }
}

run "refuses_several_instances_without_the_queue_of_wake_ups" {
  command = plan

  variables {
    max_count = 4
  }

  expect_failures = [var.max_count]
}

run "refuses_wrong_values" {
  command = plan

  variables {
    image                   = "execution-service:latest"
    cpu                     = 300
    min_count               = 0
    desired_count           = 0
    callback_key_secret_arn = "a-secret"
    secrets                 = { GATEWAY_HTTP_PASSWORD = "supersecret" }
    log_retention_days      = 31
  }

  expect_failures = [var.image, var.cpu, var.min_count, var.callback_key_secret_arn, var.secrets, var.log_retention_days]
}

run "refuses_a_service_without_kafka" {
  command = plan

  variables {
    kafka = null
  }

  expect_failures = [var.kafka]
}
