mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = {
      names = ["eu-west-1c", "eu-west-1a", "eu-west-1b", "eu-west-1d"]
    }
  }

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

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/executions/flow"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/executions-flow-log"
    }
  }
}

variables {
  name = "executions"
}

run "has_subnets_in_the_first_three_zones" {
  command = plan

  assert {
    condition     = output.availability_zones == tolist(["eu-west-1a", "eu-west-1b", "eu-west-1c"])
    error_message = "Without a list the first three zones count, in their order."
  }

  assert {
    condition     = { for zone, subnet in aws_subnet.private : zone => subnet.cidr_block } == { eu-west-1a = "10.0.0.0/19", eu-west-1b = "10.0.32.0/19", eu-west-1c = "10.0.64.0/19" }
    error_message = "Private subnets have an eighth of the addresses each."
  }

  assert {
    condition     = { for zone, subnet in aws_subnet.public : zone => subnet.cidr_block } == { eu-west-1a = "10.0.224.0/22", eu-west-1b = "10.0.228.0/22", eu-west-1c = "10.0.232.0/22" }
    error_message = "Public subnets share the last eighth."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : !subnet.map_public_ip_on_launch])
    error_message = "Nothing gets a public address that did not ask for one."
  }
}

run "has_a_nat_gateway_in_each_zone" {
  command = apply

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"] && length(output.nat_public_ips) == 3
    error_message = "By default a zone that fails takes no other zone's way to the internet along."
  }

  assert {
    condition = alltrue([
      for zone, route in aws_route.private :
      route.nat_gateway_id == aws_nat_gateway.this[zone].id && route.route_table_id == aws_route_table.private[zone].id
    ])
    error_message = "Each zone has to use its own gateway."
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The default security group has to be empty."
  }
}

run "shares_one_gateway_among_zones" {
  command = apply

  variables {
    single_nat = true
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a"]
    error_message = "Only the first zone has a gateway."
  }

  assert {
    condition     = [for zone, route in aws_route.private : route.nat_gateway_id == aws_nat_gateway.this["eu-west-1a"].id] == [true, true, true]
    error_message = "All zones have to use the one gateway."
  }
}

run "has_no_way_to_the_internet_if_none_is_wanted" {
  command = plan

  variables {
    nat_mode            = "none"
    interface_endpoints = ["ecr.api", "sqs"]
  }

  assert {
    condition     = length(aws_eip.nat) + length(aws_nat_gateway.this) + length(aws_instance.nat) + length(aws_route.private) == 0
    error_message = "Private subnets must have no route to the internet."
  }

  assert {
    condition     = { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.service_name } == { "ecr.api" = "com.amazonaws.eu-west-1.ecr.api", sqs = "com.amazonaws.eu-west-1.sqs" }
    error_message = "Each service that was named has to have its endpoint."
  }

  assert {
    condition = alltrue([
      for rule in aws_vpc_security_group_ingress_rule.endpoints :
      rule.cidr_ipv4 == "10.0.0.0/16" && rule.from_port == 443 && rule.to_port == 443
    ]) && length(aws_vpc_security_group_ingress_rule.endpoints) == 1
    error_message = "Endpoints are reached by HTTPS from the network alone."
  }
}

run "always_reaches_s3_and_dynamodb_without_nat" {
  command = apply

  assert {
    condition = { for service, endpoint in aws_vpc_endpoint.gateway : service => length(endpoint.route_table_ids) } == {
      dynamodb = 4
      s3       = 4
    }
    error_message = "The tables of all private subnets and of the public ones need both endpoints."
  }

  assert {
    condition     = output.endpoint_security_group_id == null && length(aws_vpc_endpoint.interface) == 0
    error_message = "Interface endpoints cost something, so none is there unless it is asked for."
  }
}

run "hardens_a_nat_instance" {
  command = apply

  variables {
    nat_mode         = "instance"
    single_nat       = true
    nat_instance_ami = "ami-0123456789abcdef0"
  }

  assert {
    condition     = output.nat_mode == "instance" && length(aws_nat_gateway.this) == 0 && keys(aws_instance.nat) == ["eu-west-1a"]
    error_message = "There has to be one instance and no gateway."
  }

  assert {
    condition = (
      !aws_instance.nat["eu-west-1a"].source_dest_check
      && aws_instance.nat["eu-west-1a"].metadata_options[0].http_tokens == "required"
      && aws_instance.nat["eu-west-1a"].root_block_device[0].encrypted
    )
    error_message = "The instance has to pass packets on, speak IMDSv2 alone and encrypt its disk."
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.nat : rule.cidr_ipv4] == ["10.0.0.0/16"]
    error_message = "Nothing from outside may reach the instance."
  }

  assert {
    condition     = [for zone, route in aws_route.private : route.network_interface_id == aws_instance.nat["eu-west-1a"].primary_network_interface_id] == [true, true, true]
    error_message = "All zones have to use the one instance."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.nat["eu-west-1a"].alarm_actions == toset(["arn:aws:automate:eu-west-1:ec2:reboot"])
    error_message = "An instance that hangs has to be rebooted."
  }
}

run "makes_gateways_where_there_is_no_image_for_instances" {
  command = plan

  variables {
    nat_mode = "instance"
  }

  assert {
    condition     = output.nat_mode == "gateway" && length(aws_nat_gateway.this) == 3 && length(aws_instance.nat) == 0
    error_message = "Without an image the gateways take the place of instances, and the output says so."
  }
}

run "lets_a_new_zone_at_the_end_change_no_other" {
  command = plan

  variables {
    availability_zones = ["eu-west-1b", "eu-west-1a", "eu-west-1d", "eu-west-1c"]
  }

  assert {
    condition     = aws_subnet.private["eu-west-1b"].cidr_block == "10.0.0.0/19" && aws_subnet.private["eu-west-1c"].cidr_block == "10.0.96.0/19"
    error_message = "A zone's place in the list decides its addresses."
  }
}

run "lets_flow_logs_write_to_their_group_alone" {
  command = apply

  assert {
    condition = data.aws_iam_policy_document.flow["this"].statement[0].resources == toset([
      "arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/executions/flow",
      "arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/executions/flow:log-stream:*",
    ])
    error_message = "The role may write to its own group alone."
  }

  assert {
    condition = toset(flatten([
      for statement in data.aws_iam_policy_document.flow["this"].statement : statement.actions
    ])) == toset(["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"])
    error_message = "The role may do nothing else."
  }

  assert {
    condition = {
      for condition in data.aws_iam_policy_document.flow_trust.statement[0].condition : condition.variable => condition.values[0]
      } == {
      "aws:SourceAccount" = "123456789012"
      "aws:SourceArn"     = "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"
    }
    error_message = "Nobody else's flow logs may take the role."
  }
}

run "keeps_no_record_of_connections_if_none_is_wanted" {
  command = plan

  variables {
    flow_log_days = 0
  }

  assert {
    condition     = length(aws_flow_log.this) + length(aws_cloudwatch_log_group.flow) + length(aws_iam_role.flow) == 0
    error_message = "Nothing of the record may be made."
  }
}

run "refuses_a_network_that_is_too_small_for_a_load_balancer" {
  command = plan

  variables {
    cidr = "10.0.0.0/22"
  }

  expect_failures = [var.cidr]
}

run "refuses_a_block_that_does_not_begin_with_its_first_address" {
  command = plan

  variables {
    cidr = "10.0.0.1/16"
  }

  expect_failures = [var.cidr]
}

run "refuses_a_single_zone" {
  command = plan

  variables {
    availability_zones = ["eu-west-1a"]
  }

  expect_failures = [var.availability_zones]
}

run "refuses_a_paid_endpoint_for_what_is_free" {
  command = plan

  variables {
    interface_endpoints = ["s3"]
  }

  expect_failures = [var.interface_endpoints]
}

run "refuses_an_unknown_way_to_the_internet" {
  command = plan

  variables {
    nat_mode = "proxy"
  }

  expect_failures = [var.nat_mode]
}
