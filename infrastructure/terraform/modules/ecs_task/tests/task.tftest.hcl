mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1", name = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\": \"2012-10-17\", \"Statement\": []}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:made", url = "https://sqs.eu-west-1.amazonaws.com/123456789012/made" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:made" }
  }
}

variables {
  name      = "scans"
  task_file = "tests/fixtures/port-scan.yaml"
  image     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/scans/nmap:1.4.2"
  data = {
    results_bucket_name    = "scans-results"
    results_bucket_arn     = "arn:aws:s3:::scans-results"
    dead_letter_queue_arns = { results = "arn:aws:sqs:eu-west-1:123456789012:scans-results-dlq" }
  }
}

run "makes_the_task_definition_of_the_file" {
  command = plan

  assert {
    condition     = aws_ecs_task_definition.task.family == "port-scan" && aws_ecs_task_definition.task.cpu == "512" && aws_ecs_task_definition.task.memory == "2048"
    error_message = "Family and size are not those of the file."
  }
  assert {
    condition     = aws_ecs_task_definition.task.runtime_platform[0].cpu_architecture == "ARM64"
    error_message = "The architecture is not that of the file."
  }
  assert {
    condition     = join(" ", local.definition.entryPoint) == "/opt/twrap/twrap --stop-timeout 120" && local.definition.command[0] == "--cli-json"
    error_message = "The wrapper is not the entry point, or it does not know how long a stop may take."
  }
  assert {
    condition     = jsondecode(local.definition.command[1]) == { job = "port-scan", command = ["nmap", "-oX", "$${{env.RESULTS_FILE}}", "--", "$${{env.TARGET}}"] }
    error_message = "The wrapper is not told the words of the file."
  }
  assert {
    condition     = local.definition.stopTimeout == 120 && local.definition.linuxParameters.initProcessEnabled && local.definition.readonlyRootFilesystem && local.definition.user == "10001:10001"
    error_message = "The container lacks its init process, its stop timeout, its user or its read-only root."
  }
  assert {
    condition     = local.definition.mountPoints == [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
    error_message = "/tmp cannot be written to."
  }
  assert {
    condition     = [for secret in local.definition.secrets : secret.name] == ["LICENCE", "REGION_LIST"]
    error_message = "The secrets are not passed by reference."
  }
  assert {
    condition     = local.definition.logConfiguration.options.awslogs-group == "/ecs/port-scan" && local.definition.logConfiguration.options.awslogs-stream-prefix == "ecs" && aws_cloudwatch_log_group.task.retention_in_days == 30
    error_message = "The service would not find the task's log."
  }
  assert {
    condition     = aws_ecs_task_definition.task.tags.team == "blue"
    error_message = "The labels of the file are not tags."
  }
  assert {
    condition     = output.parser == "parse-port-scan" && output.results_dead_letter_queue_arn == "arn:aws:sqs:eu-west-1:123456789012:scans-results-dlq"
    error_message = "The parser or the dead letters of the results are not named."
  }
}

run "makes_the_queue_that_the_file_names" {
  command = plan

  assert {
    condition     = output.task_queue_name == "port-scan-requests" && output.task_dead_letter_queue_name == "port-scan-requests-dlq"
    error_message = "The queues are not those of the file."
  }
  assert {
    condition     = output.subscribed_to_scan_initiator == false && output.search_platform_subscribed == false
    error_message = "Nothing was to be subscribed."
  }
}

run "names_its_parts_for_other_systems" {
  command = apply

  assert {
    condition = output.ssm_parameter_names == {
      for key in [
        "image/id", "image/name", "log_group/name", "results/arn", "results/bucket/arn", "results/bucket/id", "results/name", "task_queue/arn",
        "task_queue/dead_letters/arn", "task_queue/dead_letters/url", "task_queue/url", "task_role/arn", "task_start_role/arn"
      ] : key => "/scans/live/tasks/port-scan/${key}"
    }
    error_message = "The parameters have other names."
  }
}

# A pipeline registers new revisions of the family with newer tags. Terraform keeps to its own revision and plans nothing.
run "leaves_revisions_of_a_pipeline_alone" {
  command = plan

  assert {
    condition     = aws_ecs_task_definition.task.track_latest == false && aws_ecs_task_definition.task.skip_destroy == true
    error_message = "A revision that a pipeline registered would be a difference, or an older revision would be taken away."
  }
}

run "lets_go_of_a_passing_workspace" {
  command = plan

  variables {
    transient_workspace = true
  }

  assert {
    condition     = aws_ecs_task_definition.task.skip_destroy == false && aws_cloudwatch_log_group.task.skip_destroy == false
    error_message = "Something of a passing workspace would stay."
  }
}

run "two_installations_have_families_of_their_own" {
  command = plan

  variables {
    family_prefix = "blue-"
  }

  assert {
    condition     = aws_ecs_task_definition.task.family == "blue-port-scan" && aws_cloudwatch_log_group.task.name == "/ecs/blue-port-scan" && local.definition.name == "port-scan"
    error_message = "The family or the log group lacks the prefix, or the container has it."
  }
}

run "starts_an_image_without_the_wrapper" {
  command = plan

  variables {
    task_file = "tests/fixtures/plain.yaml"
    image     = null
  }

  assert {
    condition     = aws_ecs_task_definition.task.family == "plain-tasks" && local.definition.name == "main" && local.definition.image == "registry.example.org/plain:2.1"
    error_message = "Family, container or image are not those of the file."
  }
  assert {
    condition     = local.definition.entryPoint == null && local.definition.command == null
    error_message = "The image is started with other words than its own."
  }
  assert {
    condition     = output.task_queue_name == null && aws_ecs_task_definition.task.cpu == "256" && aws_ecs_task_definition.task.memory == "512"
    error_message = "A queue came from nowhere, or the size is not the smallest."
  }
}

run "leaves_out_on_windows_what_windows_has_not" {
  command = plan

  variables {
    task_file = "tests/fixtures/windows.yaml"
    image     = null
  }

  assert {
    condition     = local.definition.linuxParameters == null && local.definition.user == null && local.definition.readonlyRootFilesystem == false && local.definition.mountPoints == []
    error_message = "Windows would be asked for what it has not."
  }
}

# The shipped files are of the same form; the one of nmap has the most of it.
run "reads_the_shipped_file_of_nmap" {
  command = plan

  variables {
    task_file = "../../../../src/main/resources/tasks/nmap.yaml"
  }

  assert {
    condition     = aws_ecs_task_definition.task.family == "nmap" && output.parser == "nmapParser"
    error_message = "The shipped file was read wrongly."
  }
}

run "refuses_latest" {
  command = plan

  variables {
    image = "registry.example.org/scans/nmap:latest"
  }

  expect_failures = [var.image]
}

run "refuses_an_image_without_a_version" {
  command = plan

  variables {
    task_file = "../../../../src/main/resources/tasks/nmap.yaml"
    image     = null
  }

  expect_failures = [var.image]
}

run "refuses_memory_that_fargate_has_not" {
  command = plan

  variables {
    cpu    = 512
    memory = 512
  }

  expect_failures = [aws_ecs_task_definition.task]
}

run "refuses_a_file_for_a_function" {
  command = plan

  variables {
    task_file = "tests/fixtures/function.yaml"
  }

  expect_failures = [var.task_file]
}

run "refuses_a_variable_that_is_a_secret_as_well" {
  command = plan

  variables {
    environment = { LICENCE = "none" }
  }

  expect_failures = [aws_ecs_task_definition.task]
}

run "refuses_every_tenant_at_once" {
  command = plan

  variables {
    uploads_for_tenant = "*"
  }

  expect_failures = [var.uploads_for_tenant]
}

run "refuses_root" {
  command = plan

  variables {
    user = "0:0"
  }

  expect_failures = [var.user]
}

run "warns_of_a_topic_of_another_account" {
  command = plan

  variables {
    task_file = "tests/fixtures/other-topic.yaml"
    image     = null
  }

  expect_failures = [check.documents_go_to_the_topic]
}
