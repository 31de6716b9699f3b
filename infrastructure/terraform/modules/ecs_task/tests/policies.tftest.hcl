# The real provider makes the documents, because a mock would make up their text. It asks AWS nothing when it plans.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.this
  values = { account_id = "123456789012" }
}

override_data {
  target = module.channels.data.aws_caller_identity.this
  values = { account_id = "123456789012" }
}

variables {
  name             = "scans"
  task_file        = "tests/fixtures/port-scan.yaml"
  image            = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/scans/nmap:1.4.2"
  service_role_arn = "arn:aws:iam::123456789012:role/scans-service"
  data = {
    results_bucket_name = "scans-results"
    results_bucket_arn  = "arn:aws:s3:::scans-results"
    kms_key_arn         = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }
}

run "gives_the_container_what_its_file_asks_for_and_no_more" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role_policy.task["task"].policy).Statement == [
      { Sid = "ReadWordLists", Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::word-lists/*" }
    ]
    error_message = "The container's role has other rights than the file asks for."
  }
}

run "lets_ecs_start_this_task_and_no_other" {
  command = plan

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.task_start.policy).Statement : statement.Sid => statement.Resource } == {
      WriteLog         = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/port-scan:*"
      SignInToRegistry = "*"
      PullImage        = "arn:aws:ecr:eu-west-1:123456789012:repository/scans/nmap"
      ReadSecrets      = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:scanner/licence-AbCdEf"
      ReadParameters   = "arn:aws:ssm:eu-west-1:123456789012:parameter/scanner/regions"
    }
    error_message = "The start of the task has other rights than it needs."
  }
  assert {
    condition     = jsondecode(data.aws_iam_policy_document.assume.json).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Another account could have ECS take on the role."
  }
}

run "gives_a_task_without_wishes_no_rights" {
  command = plan

  variables {
    task_file = "tests/fixtures/plain.yaml"
    image     = null
  }

  assert {
    condition     = length(aws_iam_role_policy.task) == 0
    error_message = "A task that needs no rights has some."
  }
  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.task_start.policy).Statement : statement.Sid] == ["WriteLog"]
    error_message = "An image of another registry needs no right to ECR."
  }
}

run "adds_what_is_asked_for" {
  command = plan

  variables {
    uploads_for_tenant  = "acme"
    metrics_namespace   = "Scans"
    secrets_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/66666666-2222-3333-4444-555555555555"
    policy_documents = {
      task       = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"Own\", \"Effect\": \"Allow\", \"Action\": \"sns:Publish\", \"Resource\": \"arn:aws:sns:eu-west-1:123456789012:alarms\"}]}"
      task_start = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"Own\", \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::start/env\"}]}"
      service    = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"Own\", \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::lists/*\"}]}"
    }
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.task["task"].policy).Statement : statement.Sid] == ["ReadWordLists", "Own", "PutResultsOfOneTenant", "EncryptResults", "SendMetrics"]
    error_message = "The container's role lacks something, or has more."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.task["task"].policy).Statement : statement.Resource if statement.Sid == "PutResultsOfOneTenant"]) == "arn:aws:s3:::scans-results/results/acme/*"
    error_message = "The image could leave results in the name of another tenant."
  }
  assert {
    condition     = contains([for statement in jsondecode(aws_iam_role_policy.task_start.policy).Statement : statement.Sid], "Own")
    error_message = "The role of the start was not extended."
  }
  assert {
    condition     = aws_iam_role_policy.service["service"].role == "scans-service"
    error_message = "The service's role was not extended."
  }
}
