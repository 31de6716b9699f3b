mock_provider "aws" {
  mock_data "aws_region" {
    defaults = {
      id = "eu-west-1"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/nightly-schedule"
    }
  }

  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:eu-west-1:123456789012:nightly-schedule-dlq"
      url = "https://sqs.eu-west-1.amazonaws.com/123456789012/nightly-schedule-dlq"
    }
  }
}

variables {
  name      = "nightly"
  queue_arn = "arn:aws:sqs:eu-west-1:123456789012:executions-trigger"
  schedules = {
    scan = {
      expression = "cron(0 3 * * ? *)"
      job_event  = "{\"tenant_id\":\"acme\",\"jit_event_name\":\"nightly\",\"asset_id\":\"office\",\"workflow_slug\":\"scan\",\"job_name\":\"nmap\",\"additional_attributes\":{\"why\":\"a <b>\"}}"
    }
  }
}

run "makes_each_time_an_event_of_its_own" {
  command = apply

  assert {
    condition     = strcontains(aws_scheduler_schedule.this["scan"].target[0].input, "\"scheduled_time\":\"<aws.scheduler.scheduled-time>\"")
    error_message = "The scheduler has to find its keyword, or all events would be the same one."
  }

  assert {
    condition = jsondecode(aws_scheduler_schedule.this["scan"].target[0].input) == {
      additional_attributes = { schedule = "nightly/scan", scheduled_time = "<aws.scheduler.scheduled-time>", why = "a <b>" }
      asset_id              = "office"
      jit_event_name        = "nightly"
      job_name              = "nmap"
      tenant_id             = "acme"
      workflow_slug         = "scan"
    }
    error_message = "All else of the event has to stay as it is."
  }

  assert {
    condition     = aws_scheduler_schedule.this["scan"].target[0].arn == var.queue_arn && aws_scheduler_schedule.this["scan"].target[0].dead_letter_config[0].arn == aws_sqs_queue.dead_letter.arn
    error_message = "The event goes to the queue, and to the dead letters where the queue does not take it."
  }
}

# The service's tests send what docs/schedules.md shows.
run "sends_what_the_documentation_shows" {
  command = apply

  variables {
    name = "executions-nightly"
    schedules = {
      scan-office = {
        expression = "cron(0 3 * * ? *)"
        job_event  = "{\"tenant_id\":\"acme\",\"jit_event_name\":\"nightly_scan\",\"asset_id\":\"office\",\"workflow_slug\":\"scan\",\"job_name\":\"nmap\",\"request\":{\"AddressToScan\":\"192.0.2.0/28\"}}"
      }
    }
  }

  assert {
    condition = strcontains(
      replace(file("../../../../docs/schedules.md"), "/\\s+/", ""),
      aws_scheduler_schedule.this["scan-office"].target[0].input,
    )
    error_message = "docs/schedules.md has to show what the scheduler is given."
  }
}

run "may_send_and_do_nothing_else" {
  command = apply

  assert {
    condition = [
      for statement in data.aws_iam_policy_document.this.statement : { actions = statement.actions, resources = statement.resources }
      ] == [{
        actions   = toset(["sqs:SendMessage"])
        resources = toset([var.queue_arn, "arn:aws:sqs:eu-west-1:123456789012:nightly-schedule-dlq"])
    }]
    error_message = "The role may send to these two queues alone."
  }

  assert {
    condition = {
      for condition in data.aws_iam_policy_document.trust.statement[0].condition : condition.variable => condition.values[0]
      } == {
      "aws:SourceAccount" = "123456789012"
      "aws:SourceArn"     = "arn:aws:scheduler:eu-west-1:123456789012:schedule-group/nightly"
    }
    error_message = "Only the schedules of this group may take the role."
  }

  assert {
    condition     = aws_sqs_queue.dead_letter.sqs_managed_sse_enabled && aws_sqs_queue.dead_letter.message_retention_seconds == 1209600
    error_message = "Dead letters are encrypted, and kept for two weeks."
  }
}

run "uses_the_key_of_the_queue_through_sqs_alone" {
  command = apply

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
  }

  assert {
    condition = (
      data.aws_iam_policy_document.this.statement[1].resources == toset([var.kms_key_arn])
      && one(data.aws_iam_policy_document.this.statement[1].condition).values == tolist(["sqs.eu-west-1.amazonaws.com"])
      && aws_sqs_queue.dead_letter.kms_master_key_id == var.kms_key_arn
    )
    error_message = "A queue with a key of KMS takes messages only from who may use the key."
  }
}

run "sends_a_request_as_it_is" {
  command = plan

  variables {
    schedules = {
      scan = {
        expression       = "rate(1 hour)"
        request          = "192.0.2.1"
        flexible_minutes = 15
        enabled          = false
      }
    }
  }

  assert {
    condition     = aws_scheduler_schedule.this["scan"].target[0].input == "192.0.2.1"
    error_message = "A task's own queue takes what the task understands."
  }

  assert {
    condition = (
      aws_scheduler_schedule.this["scan"].state == "DISABLED"
      && aws_scheduler_schedule.this["scan"].flexible_time_window[0].mode == "FLEXIBLE"
      && aws_scheduler_schedule.this["scan"].flexible_time_window[0].maximum_window_in_minutes == 15
    )
    error_message = "A schedule may rest, and may leave the minute to AWS."
  }
}

run "refuses_an_id_that_would_run_once" {
  command = plan

  variables {
    schedules = {
      scan = {
        expression = "rate(1 hour)"
        job_event  = "{\"tenant_id\":\"acme\",\"jit_event_name\":\"nightly\",\"asset_id\":\"office\",\"workflow_slug\":\"scan\",\"job_name\":\"nmap\",\"jit_event_id\":\"00a354e2-d393-4694-bc54-dde7554dfced\"}"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_an_event_that_the_service_would_refuse" {
  command = plan

  variables {
    schedules = {
      scan = {
        expression = "rate(1 hour)"
        job_event  = "{\"job_name\":\"nmap\"}"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_an_event_and_a_request_at_once" {
  command = plan

  variables {
    schedules = {
      scan = {
        expression = "rate(1 hour)"
        request    = "192.0.2.1"
        job_event  = "{\"tenant_id\":\"acme\",\"jit_event_name\":\"nightly\",\"asset_id\":\"office\",\"workflow_slug\":\"scan\",\"job_name\":\"nmap\"}"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_what_is_no_time" {
  command = plan

  variables {
    schedules = {
      scan = {
        expression = "every night"
        request    = "192.0.2.1"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_a_queue_in_order" {
  command = plan

  variables {
    queue_arn = "arn:aws:sqs:eu-west-1:123456789012:executions-trigger.fifo"
  }

  expect_failures = [var.queue_arn]
}
