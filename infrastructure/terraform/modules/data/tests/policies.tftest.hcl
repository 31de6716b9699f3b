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

variables {
  name         = "executions"
  cluster_arns = ["arn:aws:ecs:eu-west-1:123456789012:cluster/executions", "arn:aws:ecs:eu-west-1:123456789012:cluster/old"]
  kms_key_arn  = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
}

run "only_the_rule_sends_task_states" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_sqs_queue_policy.this["task-state"].policy).Statement :
      [statement.Principal.Service, statement.Action, statement.Condition.ArnEquals["aws:SourceArn"]] if statement.Effect == "Allow"
    ] == [["events.amazonaws.com", "sqs:SendMessage", "arn:aws:events:eu-west-1:123456789012:rule/executions-task-state"]]
    error_message = "The policy allows the rule to send, and nobody else."
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.task_state.event_pattern).detail.clusterArn == ["arn:aws:ecs:eu-west-1:123456789012:cluster/executions", "arn:aws:ecs:eu-west-1:123456789012:cluster/old"]
    error_message = "The rule names both clusters."
  }
}

run "only_the_bucket_sends_results" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_sqs_queue_policy.this["results"].policy).Statement :
      [statement.Principal.Service, statement.Condition.ArnEquals["aws:SourceArn"], statement.Condition.StringEquals["aws:SourceAccount"]]
      if statement.Effect == "Allow"
    ] == [["s3.amazonaws.com", "arn:aws:s3:::executions-123456789012-results", "123456789012"]]
    error_message = "The policy allows the results bucket of this account to send, and nobody else."
  }
}

run "every_policy_refuses_what_is_not_encrypted" {
  command = plan

  variables {
    topics = ["events"]
  }

  assert {
    condition = alltrue([
      for policy in concat(values(data.aws_iam_policy_document.queue), values(data.aws_iam_policy_document.bucket), values(data.aws_iam_policy_document.topic)) :
      anytrue([
        for statement in jsondecode(policy.json).Statement :
        statement.Effect == "Deny" && statement.Principal == "*" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"
      ])
    ])
    error_message = "Each queue, bucket and topic refuses calls without TLS."
  }
  assert {
    condition     = length(data.aws_iam_policy_document.queue) == 6 && length(data.aws_iam_policy_document.bucket) == 3
    error_message = "Each queue, dead letter queue and bucket has a policy."
  }
}

run "by_default_nobody_sends_job_events_by_the_queues_policy" {
  command = plan

  assert {
    condition     = alltrue([for statement in jsondecode(aws_sqs_queue_policy.this["trigger"].policy).Statement : statement.Effect == "Deny"])
    error_message = "Nobody may send by the policy of the queue."
  }
}

run "named_senders_send_job_events" {
  command = plan

  variables {
    trigger_senders = {
      Shop  = { principal_arns = ["arn:aws:iam::210987654321:role/shop"] }
      Night = { service = "events.amazonaws.com", source_arns = ["arn:aws:events:eu-west-1:123456789012:rule/night"] }
    }
    input_subscriptions = { scans = "arn:aws:sns:eu-west-1:210987654321:scans" }
  }

  assert {
    condition = {
      for statement in jsondecode(aws_sqs_queue_policy.this["trigger"].policy).Statement :
      statement.Sid => try(statement.Principal.AWS, statement.Principal.Service) if statement.Effect == "Allow"
      } == {
      SenderShop           = "arn:aws:iam::210987654321:role/shop"
      SenderNight          = "events.amazonaws.com"
      SubscribedTopicsSend = "sns.amazonaws.com"
    }
    error_message = "The three that are named may send."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_sqs_queue_policy.this["trigger"].policy).Statement :
      try(statement.Principal.Service, null) == null || try(statement.Condition.ArnEquals["aws:SourceArn"], "") != ""
    ])
    error_message = "A service sends only for the ARNs that are named."
  }
  assert {
    condition = [
      for statement in jsondecode(output.kms_key_policy).Statement : statement.Condition.StringEquals["kms:ViaService"]
      if statement.Sid == "PrincipalsSendToQueue"
    ] == ["sqs.eu-west-1.amazonaws.com"]
    error_message = "The sender of another account may use the key for the queue alone."
  }
}

run "the_pipe_reads_one_stream_and_sends_to_one_queue" {
  command = plan

  variables {
    wake_up = "queue"
  }

  assert {
    condition = {
      for statement in jsondecode(aws_iam_role_policy.pipe["wake-up"].policy).Statement : statement.Sid => statement.Resource
      } == {
      ReadStream  = "arn:aws:dynamodb:eu-west-1:123456789012:table/executions/stream/*"
      SendWakeUps = "arn:aws:sqs:eu-west-1:123456789012:executions-wake-up"
      UseKey      = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
    }
    error_message = "The pipe's role has the stream, the queue and the key."
  }
  assert {
    condition     = jsondecode(aws_iam_role.pipe["wake-up"].assume_role_policy).Statement[0].Condition.ArnEquals["aws:SourceArn"] == "arn:aws:pipes:eu-west-1:123456789012:pipe/executions-wake-up"
    error_message = "No other pipe may have this role."
  }
  assert {
    condition     = jsondecode(one(one(aws_pipes_pipe.wake_up["wake-up"].source_parameters[0].filter_criteria).filter).pattern).dynamodb.Keys.SK.S == [{ prefix = "JIT_EVENT#" }]
    error_message = "The pipe takes rows of executions alone."
  }
}
