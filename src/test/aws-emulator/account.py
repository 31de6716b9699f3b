"""What is done to the account beside Terraform. The address and the keys of the account come from the environment.

    account.py deploy TAG    has the service run another image, as a pipeline does that knows nothing of Terraform
    account.py empty         fails if anything of the example is left
"""

import sys

import boto3

NAME = "executions"

# What a task definition is told with and cannot be registered with.
TOLD = ["taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt", "registeredBy"]


def client(service):
    return boto3.client(service)


def deploy(tag):
    """Registers the task definition that runs with another tag of its image, and has the service run that."""
    ecs = client("ecs")
    cluster, service = NAME, f"{NAME}-service"
    found = ecs.describe_services(cluster=cluster, services=[service])["services"][0]
    definition = ecs.describe_task_definition(taskDefinition=found["taskDefinition"])["taskDefinition"]
    for container in definition["containerDefinitions"]:
        container["image"] = container["image"].rsplit(":", 1)[0] + ":" + tag
    registered = ecs.register_task_definition(**{key: value for key, value in definition.items() if key not in TOLD})
    arn = registered["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=cluster, service=service, taskDefinition=arn)
    now = ecs.describe_services(cluster=cluster, services=[service])["services"][0]["taskDefinition"]
    if now != arn:
        sys.exit(f"the service runs {now} and not {arn}")
    print(f"{service} runs {arn}")


def empty():
    """Only what AWS itself has in each account may be there."""
    ecs = client("ecs")
    left = {
        "tables": client("dynamodb").list_tables()["TableNames"],
        "queues": client("sqs").list_queues().get("QueueUrls", []),
        "buckets": [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]],
        "topics": [topic["TopicArn"] for topic in client("sns").list_topics()["Topics"]],
        # A cluster that is deleted can be described for a while.
        "clusters of ECS": [
            cluster["clusterName"]
            for cluster in ecs.describe_clusters(clusters=ecs.list_clusters()["clusterArns"])["clusters"]
            if cluster["status"] == "ACTIVE"
        ],
        "clusters of MSK": [cluster["ClusterArn"] for cluster in client("kafka").list_clusters_v2()["ClusterInfoList"]],
        "functions": [function["FunctionName"] for function in client("lambda").list_functions()["Functions"]],
        "load balancers": [found["LoadBalancerArn"] for found in client("elbv2").describe_load_balancers()["LoadBalancers"]],
        "rules": [rule["Name"] for rule in client("events").list_rules()["Rules"]],
        "pipes": [pipe["Name"] for pipe in client("pipes").list_pipes()["Pipes"]],
        "schedules": [schedule["Name"] for schedule in client("scheduler").list_schedules()["Schedules"]],
        "roles": [role["RoleName"] for role in client("iam").list_roles()["Roles"]],
        "log groups": [group["logGroupName"] for group in client("logs").describe_log_groups()["logGroups"]],
        "alarms": [alarm["AlarmName"] for alarm in client("cloudwatch").describe_alarms()["MetricAlarms"]],
        "networks": [
            network["VpcId"]
            for network in client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
        ],
    }
    for kind, names in left.items():
        for name in names:
            print(f"left: {kind}: {name}")
    if any(left.values()):
        sys.exit(1)
    print("nothing is left of " + ", ".join(left))


if __name__ == "__main__":
    {"deploy": deploy, "empty": empty}[sys.argv[1]](*sys.argv[2:])
