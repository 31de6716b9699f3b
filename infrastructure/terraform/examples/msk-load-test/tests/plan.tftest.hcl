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
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"], zone_ids = ["euw1-az1", "euw1-az2", "euw1-az3"] }
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
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:made" }
  }
  mock_resource "aws_vpc" {
    defaults = { id = "vpc-1" }
  }
  mock_resource "aws_msk_cluster" {
    defaults = { arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/load-test/abc-1" }
  }
}

variables {
  image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/execution-service:1.0.0"
}

run "starts_single_runs_by_hand" {
  command = apply

  assert {
    condition     = strcontains(output.run, "aws ecs run-task --region eu-west-1 --launch-type FARGATE --cluster load-test")
    error_message = "The command does not start a run."
  }
  assert {
    condition     = output.topic_arn == "arn:aws:kafka:eu-west-1:123456789012:topic/load-test/abc-1/load-test"
    error_message = "The ARN of the topic is another one."
  }
}
