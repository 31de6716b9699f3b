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
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\": \"2012-10-17\", \"Statement\": []}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }
  mock_resource "aws_msk_cluster" {
    defaults = {
      arn                        = "arn:aws:kafka:eu-west-1:123456789012:cluster/msk-ecs-producer/abc-1"
      bootstrap_brokers_sasl_iam = "b-1.example:9098,b-2.example:9098"
    }
  }
}

variables {
  vpc_id                  = "vpc-1"
  private_subnets_cidr    = ["10.0.96.0/24", "10.0.97.0/24", "10.0.98.0/24"]
  private_route_table_ids = ["rtb-1"]
  image                   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/execution-service:1.4.2"
}

run "has_the_defaults_of_the_harness" {
  command = apply

  assert {
    condition     = aws_msk_cluster.this.broker_node_group_info[0].instance_type == "kafka.m5.large" && aws_msk_cluster.this.number_of_broker_nodes == 3 && aws_msk_cluster.this.broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size == 1000
    error_message = "The cluster is another one."
  }
  assert {
    condition     = aws_ecs_task_definition.producer.cpu == "256" && aws_ecs_task_definition.producer.memory == "512" && aws_ecs_service.producer.desired_count == 1
    error_message = "The producer is another one."
  }
  assert {
    condition     = aws_cloudwatch_log_group.brokers.retention_in_days == 14 && aws_cloudwatch_log_group.producers.retention_in_days == 14
    error_message = "The logs are kept for another time."
  }
  assert {
    condition = nonsensitive(output.container_environment) == {
      ACKS                 = "all"
      AWS_REGION           = "eu-west-1"
      BATCH_SIZE           = "1"
      BOOTSTRAP_SERVERS    = "b-1.example:9098,b-2.example:9098"
      COMPRESSION          = "snappy"
      LINGER_MS            = "20"
      MAX_REQUEST_SIZE     = "2097152"
      MESSAGES_PER_SEC     = "10"
      NULL_PROB            = "0.35"
      RETRIES              = "10"
      SECURITY             = "AWS_MSK_IAM"
      STOP_TIMEOUT_SECONDS = "110"
      TOPIC                = "test-topic"
      TOPIC_REPLICATION    = "3"
      VERIFY               = "false"
    }
    error_message = "The producer has other settings."
  }
  assert {
    condition     = output.topic_arn_prefix == "arn:aws:kafka:eu-west-1:123456789012:topic/msk-ecs-producer/abc-1" && output.group_arn_prefix == "arn:aws:kafka:eu-west-1:123456789012:group/msk-ecs-producer/abc-1"
    error_message = "The ARNs of topics and groups begin otherwise."
  }
}

run "lets_no_client_in_without_iam_and_tls" {
  command = plan

  assert {
    condition     = aws_msk_cluster.this.client_authentication[0].unauthenticated == false && aws_msk_cluster.this.client_authentication[0].sasl[0].iam
    error_message = "A client could connect without IAM."
  }
  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS" && aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].in_cluster
    error_message = "Something is sent without TLS."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.brokers.from_port == 9098 && aws_vpc_security_group_ingress_rule.brokers.to_port == 9098 && aws_vpc_security_group_ingress_rule.brokers.cidr_ipv4 == null
    error_message = "The brokers are open to more than the producers."
  }
  assert {
    condition     = aws_ecs_service.producer.network_configuration[0].assign_public_ip == false
    error_message = "A producer has a public address."
  }
  assert {
    condition     = aws_kms_key.brokers["own"].enable_key_rotation
    error_message = "The key of the brokers is never changed."
  }
}

run "divides_one_range" {
  command = plan

  variables {
    private_subnets_cidr    = ["10.0.96.0/22"]
    private_route_table_ids = ["rtb-1", "rtb-2", "rtb-3"]
  }

  assert {
    condition     = join(" ", output.private_subnet_cidrs) == "10.0.96.0/24 10.0.97.0/24 10.0.98.0/24" && join(" ", output.private_subnet_azs) == "eu-west-1a eu-west-1b eu-west-1c"
    error_message = "The range was divided otherwise."
  }
  assert {
    condition     = aws_route_table_association.private["c"].route_table_id == "rtb-3"
    error_message = "A subnet has the route table of another."
  }
}

run "lets_the_environment_win" {
  command = apply

  variables {
    messages_per_sec     = 25
    compression          = "zstd"
    cloudwatch_namespace = "LoadTest"
    ecs_environment      = { MESSAGES_PER_SEC = "2000", ACKS = "1", SOME_FLAG = "true" }
  }

  assert {
    condition     = nonsensitive(output.container_environment)["MESSAGES_PER_SEC"] == "2000" && nonsensitive(output.container_environment)["COMPRESSION"] == "zstd" && nonsensitive(output.container_environment)["SOME_FLAG"] == "true"
    error_message = "ecs_environment does not go before the other settings."
  }
  assert {
    condition     = local.idempotent == false
    error_message = "The role may write idempotently although the producer does not."
  }
}

run "takes_a_key_of_yours" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/66666666-2222-3333-4444-555555555555"
  }

  assert {
    condition     = length(aws_kms_key.brokers) == 0 && output.msk_kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/66666666-2222-3333-4444-555555555555"
    error_message = "Another key was made."
  }
}

run "refuses_two_subnets" {
  command = plan

  variables {
    private_subnets_cidr = ["10.0.96.0/24", "10.0.97.0/24"]
  }

  expect_failures = [var.private_subnets_cidr]
}

run "refuses_brokers_that_do_not_fit_three_zones" {
  command = plan

  variables {
    msk_broker_count = 4
  }

  expect_failures = [var.msk_broker_count]
}

run "refuses_latest" {
  command = plan

  variables {
    image = "execution-service:latest"
  }

  expect_failures = [var.image]
}

run "refuses_memory_that_fargate_has_not" {
  command = plan

  variables {
    ecs_memory = 3072
  }

  expect_failures = [aws_ecs_task_definition.producer]
}

run "refuses_a_compression_that_kafka_has_not" {
  command = plan

  variables {
    compression = "brotli"
  }

  expect_failures = [var.compression]
}

# The ARN of the cluster is known only once it is made, so these runs look at the statements that the document is made of.
run "may_write_to_one_topic_and_no_more" {
  command = apply

  assert {
    condition = { for statement in data.aws_iam_policy_document.producer.statement : "${statement.sid} ${one(statement.resources)}" => join(" ", sort(statement.actions)) } == {
      "ConnectToCluster arn:aws:kafka:eu-west-1:123456789012:cluster/msk-ecs-producer/abc-1"           = "kafka-cluster:Connect kafka-cluster:WriteDataIdempotently"
      "MakeAndWriteTopic arn:aws:kafka:eu-west-1:123456789012:topic/msk-ecs-producer/abc-1/test-topic" = "kafka-cluster:CreateTopic kafka-cluster:DescribeTopic kafka-cluster:WriteData"
    }
    error_message = "The producer has other rights than it needs."
  }
  assert {
    condition = { for statement in data.aws_iam_policy_document.start.statement : statement.sid => one(statement.resources) } == {
      WriteLog         = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/msk-ecs-producer:*"
      SignInToRegistry = "*"
      PullImage        = "arn:aws:ecr:eu-west-1:123456789012:repository/execution-service"
    }
    error_message = "The start has other rights than it needs."
  }
}

run "has_the_rights_of_what_it_is_told" {
  command = apply

  variables {
    verify               = true
    cloudwatch_namespace = "LoadTest"
    ecs_environment      = { ACKS = "1", TOPIC = "other", IAM_ROLE_ARN = "arn:aws:iam::123456789012:role/kafka" }
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.producer.statement : "${statement.sid} ${one(statement.resources)}" => join(" ", sort(statement.actions)) } == {
      "ConnectToCluster arn:aws:kafka:eu-west-1:123456789012:cluster/msk-ecs-producer/abc-1"      = "kafka-cluster:Connect"
      "MakeAndWriteTopic arn:aws:kafka:eu-west-1:123456789012:topic/msk-ecs-producer/abc-1/other" = "kafka-cluster:CreateTopic kafka-cluster:DescribeTopic kafka-cluster:ReadData kafka-cluster:WriteData"
      "SendMetrics *"                                                                             = "cloudwatch:PutMetricData"
      "SignInAsAnotherRole arn:aws:iam::123456789012:role/kafka"                                  = "sts:AssumeRole"
    }
    error_message = "The rights do not follow the settings."
  }
}
