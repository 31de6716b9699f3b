output "vpc_id" {
  description = "The id of the network."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "The addresses of the network."
  value       = aws_vpc.this.cidr_block
}

output "availability_zones" {
  description = "The zones that have subnets, in the order of all lists here."
  value       = local.zone_names
}

output "public_subnet_ids" {
  description = "The public subnets, one a zone, for load balancers."
  value       = [for zone in local.zone_names : aws_subnet.public[zone].id]
  # A load balancer is refused in a subnet without a way to the internet.
  depends_on = [aws_route.public, aws_route_table_association.public]
}

output "private_subnet_ids" {
  description = "The private subnets, one a zone, for the service, workers and tasks."
  value       = [for zone in local.zone_names : aws_subnet.private[zone].id]
  # A task that starts before its way out is there cannot fetch its image.
  depends_on = [
    aws_eip_association.nat,
    aws_route.private,
    aws_route_table_association.private,
    aws_vpc_endpoint.gateway,
    aws_vpc_endpoint.interface,
  ]
}

output "private_route_table_ids" {
  description = "The route tables of the private subnets, one a zone."
  value       = [for zone in local.zone_names : aws_route_table.private[zone].id]
}

output "nat_mode" {
  description = "How private subnets reach the internet: none, gateway or instance. It is gateway where instances were asked for without an image."
  value       = local.nat_mode
}

output "nat_public_ips" {
  description = "The addresses that private subnets have on the internet, for allow lists of others. Empty without NAT."
  value       = [for zone in local.zone_names : aws_eip.nat[zone].public_ip if contains(local.nat_zones, zone)]
}

output "endpoint_security_group_id" {
  description = "The security group of the interface endpoints; null where there are none."
  value       = one([for group in aws_security_group.endpoints : group.id])
}

output "flow_log_group_name" {
  description = "The log group with the record of all connections; null where none is made."
  value       = one([for group in aws_cloudwatch_log_group.flow : group.name])
}
