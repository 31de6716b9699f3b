mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1", name = "eu-west-1" }
  }
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  }
  mock_data "aws_vpc" {
    defaults = { cidr_block = "10.0.0.0/16" }
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
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/scans" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:made" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:made" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:made", url = "https://sqs.eu-west-1.amazonaws.com/123456789012/made" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::made" }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/made", stream_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/made/stream/1" }
  }
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/scans/1", arn_suffix = "app/scans/1" }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/scans/1", arn_suffix = "targetgroup/scans/1" }
  }
  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/scans/1/1" }
  }
  mock_resource "aws_eip" {
    defaults = { public_ip = "198.51.100.7" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/made:1" }
  }
}

variables {
  service_image           = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/scans/service:1.0.0"
  nmap_image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/scans/nmap:1.0.0"
  hostname                = "scans.example.org"
  certificate_arn         = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  callback_key_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:scans/callback-AbCdEf"
  user_tokens             = { issuer = "https://login.example.org/", audience = "scans", jwk_set_uri = "https://login.example.org/keys" }
  kafka                   = { brokers = "b-1.example.org:9098", cluster_arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/events/abc-1" }
}

run "asks_for_scans_by_the_topic" {
  command = apply

  assert {
    condition     = module.nmap.subscribed_to_scan_initiator && module.nmap.task_queue_name == "scans-nmap-requests" && !module.nmap.search_platform_subscribed
    error_message = "What is published to the scan initiator's topic would not be scanned."
  }
  assert {
    condition     = output.nmap_parameters["task_queue/url"] == "/scans/live/tasks/nmap/task_queue/url" && output.service_name == "scans-service"
    error_message = "Other systems would not find the task."
  }
}
