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
  name         = "scans"
  task_file    = "tests/fixtures/word-count.yaml"
  package_path = "tests/fixtures/package.txt"
  handler      = "words.handler"
  data = {
    results_bucket_name      = "scans-results"
    results_bucket_arn       = "arn:aws:s3:::scans-results"
    lambda_results_queue_arn = "arn:aws:sqs:eu-west-1:123456789012:scans-lambda-results"
    kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }
}

run "gives_the_function_what_it_needs_and_no_more" {
  command = plan

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Sid => statement.Resource } == {
      ReadStopWords      = "arn:aws:s3:::stop-words/*"
      WriteLog           = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/word-count:*"
      TellOfItsEnd       = "arn:aws:sqs:eu-west-1:123456789012:scans-lambda-results"
      EncryptWhatItSends = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    }
    error_message = "The function has other rights than it needs."
  }
}

run "gives_rights_for_what_is_switched_on" {
  command = plan

  variables {
    tracing            = true
    uploads_for_tenant = "acme"
    vpc                = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
    service_role_arn   = "arn:aws:iam::123456789012:role/scans-service"
    policy_documents = {
      function = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"Own\", \"Effect\": \"Allow\", \"Action\": \"sns:Publish\", \"Resource\": \"arn:aws:sns:eu-west-1:123456789012:alarms\"}]}"
      service  = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"Own\", \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::lists/*\"}]}"
    }
  }

  assert {
    condition = join(" ", [for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Sid]) == join(" ", [
      "ReadStopWords", "Own", "WriteLog", "TellOfItsEnd", "EncryptWhatItSends", "PutResultsOfOneTenant", "SendTraces", "ConnectToItsSubnets", "LeaveNetworkToLambda"
    ])
    error_message = "The function lacks something, or has more."
  }
  assert {
    condition     = aws_iam_role_policy.service["service"].role == "scans-service"
    error_message = "The service's role was not extended."
  }
}

run "can_be_taken_on_by_lambda_for_this_account_alone" {
  command = plan

  assert {
    condition     = jsondecode(data.aws_iam_policy_document.assume.json).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Another account could have Lambda take on the role."
  }
}
