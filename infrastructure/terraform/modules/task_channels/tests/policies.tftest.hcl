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

variables {
  name                              = "scans"
  task                              = "nmap"
  stage                             = "live"
  queue                             = { name = "nmap-requests", dead_letter = "nmap-requests-dlq" }
  service_role_arn                  = "arn:aws:iam::123456789012:role/scans-service"
  subscribe_input_to_scan_initiator = true
  scan_initiator_topic_arn          = "arn:aws:sns:eu-west-1:123456789012:scan-initiator"
  senders = {
    Portal  = "arn:aws:iam::123456789012:role/portal"
    Nightly = "events.amazonaws.com"
  }
}

run "says_in_one_policy_who_may_send_and_who_reads" {
  command = plan

  assert {
    condition = { for statement in jsondecode(aws_sqs_queue_policy.requests["own"].policy).Statement : statement.Sid => join(" ", sort(flatten([statement.Action]))) if statement.Effect == "Allow" } == {
      ScanInitiator    = "sqs:SendMessage"
      SenderPortal     = "sqs:GetQueueUrl sqs:SendMessage"
      SenderNightly    = "sqs:SendMessage"
      ServiceReads     = "sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueUrl sqs:ReceiveMessage"
      ServiceMovesBack = "sqs:GetQueueAttributes sqs:SendMessage"
    }
    error_message = "The queue's policy allows something else."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_sqs_queue_policy.requests["own"].policy).Statement : statement.Condition.ArnEquals["aws:SourceArn"] if statement.Sid == "ScanInitiator"]) == "arn:aws:sns:eu-west-1:123456789012:scan-initiator"
    error_message = "Another topic could send requests."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_sqs_queue_policy.requests["own"].policy).Statement : statement.Condition.StringEquals["aws:SourceAccount"] if statement.Sid == "SenderNightly"]) == "123456789012"
    error_message = "A service of AWS could send for another account."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_sqs_queue_policy.requests["own"].policy).Statement : statement.Resource == "arn:aws:sqs:eu-west-1:123456789012:nmap-requests"])
    error_message = "The policy names another queue."
  }
}

run "refuses_what_does_not_come_by_tls" {
  command = plan

  assert {
    condition = alltrue([
      for policy in [aws_sqs_queue_policy.requests["own"].policy, aws_sqs_queue_policy.dead_letters["own"].policy, data.aws_iam_policy_document.results.json] :
      length([for statement in jsondecode(policy).Statement : 1 if statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"]) == 1
    ])
    error_message = "A queue or the topic can be used without TLS."
  }
}

run "allows_by_the_topic_itself_only_the_service_to_publish" {
  command = plan

  assert {
    condition     = [for statement in jsondecode(data.aws_iam_policy_document.results.json).Statement : statement.Principal.AWS if statement.Effect == "Allow" && contains(flatten([statement.Action]), "sns:Publish")] == ["arn:aws:iam::123456789012:role/scans-service"]
    error_message = "Somebody else may publish documents in the task's name."
  }
}

run "moves_no_dead_letters_where_there_are_no_pages" {
  command = plan

  variables {
    operator_pages = false
  }

  assert {
    condition = { for statement in jsondecode(aws_sqs_queue_policy.dead_letters["own"].policy).Statement : statement.Sid => join(" ", sort(flatten([statement.Action]))) if statement.Effect == "Allow" } == {
      ServiceSetsAsideAndArchives = "sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage"
    }
    error_message = "The service may do more with dead letters than it needs."
  }
}

run "allows_nobody_who_is_not_named" {
  command = plan

  variables {
    service_role_arn                  = null
    subscribe_input_to_scan_initiator = false
    senders                           = {}
  }

  assert {
    condition     = length([for statement in jsondecode(aws_sqs_queue_policy.requests["own"].policy).Statement : 1 if statement.Effect == "Allow"]) == 0
    error_message = "The queue's policy allows somebody."
  }
}
