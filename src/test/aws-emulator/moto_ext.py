"""An emulator of AWS to which infrastructure/terraform can be applied: moto's server, and what Terraform's provider asks of it
that moto 5.2.1 does not have.

    python3 moto_ext.py -p PORT        the options are those of moto_server

It is for applies, for plans, and for running the service on what was made. No container runs: a task moves on by itself each
time that somebody asks for it, and no event tells of that.
"""

import json
import os
import sys
import threading

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse  # noqa: E402
from moto.awslambda.models import LambdaFunction  # noqa: E402
from moto.cloudwatch.responses import CloudWatchResponse  # noqa: E402
from moto.core.utils import camelcase_to_underscores  # noqa: E402
from moto.ec2.models.security_groups import SecurityGroupRule  # noqa: E402
from moto.ec2.responses import EC2Response  # noqa: E402
from moto.ecs.models import EC2ContainerServiceBackend, Task  # noqa: E402
from moto.ecs.responses import EC2ContainerServiceResponse  # noqa: E402
from moto.iam.access_control import IAMPolicy, PermissionResult  # noqa: E402
from moto.kafka import models as kafka  # noqa: E402
from moto.kafka.exceptions import NotFoundException  # noqa: E402
from moto.kafka.responses import KafkaResponse  # noqa: E402
from moto.s3.models import FakeBucket  # noqa: E402
from moto.server import main  # noqa: E402
from moto.sqs.models import Queue  # noqa: E402


def ec2_answers_one_request_after_the_other():
    """A route is made while another thread goes through the routes of the same table, which ends that thread's request with status
    500. So the requests to EC2 wait for each other. None of them takes long, and all other services answer side by side as before.
    """
    turn = threading.Lock()
    answer = EC2Response.call_action

    def answered(self):
        with turn:
            return answer(self)

    EC2Response.call_action = answered


def scaling_targets_have_tags():
    """Application Auto Scaling keeps the tags of a target by its ARN."""
    tags = {}
    register = ApplicationAutoScalingResponse.register_scalable_target

    def registered(self):
        answer = register(self)
        arn = json.loads(answer).get("ScalableTargetARN")
        if arn and self._get_param("Tags"):
            tags[arn] = dict(self._get_param("Tags"))
        return answer

    def listed(self):
        return json.dumps({"Tags": tags.get(self._get_param("ResourceARN"), {})})

    def added(self):
        tags.setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags") or {})
        return "{}"

    def removed(self):
        for key in self._get_param("TagKeys") or []:
            tags.get(self._get_param("ResourceARN"), {}).pop(key, None)
        return "{}"

    ApplicationAutoScalingResponse.register_scalable_target = registered
    ApplicationAutoScalingResponse.list_tags_for_resource = listed
    ApplicationAutoScalingResponse.tag_resource = added
    ApplicationAutoScalingResponse.untag_resource = removed


def queues_keep_their_attributes():
    """A queue has RedriveAllowPolicy, gives its redrive policy as it got it, and keeps its policy when another attribute changes."""
    attributes = Queue.attributes.fget
    set_attributes = Queue._set_attributes

    def given(self):
        found = {key: value for key, value in attributes(self).items() if value or key != "RedriveAllowPolicy"}
        if self.redrive_policy:
            found["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
        return found

    def changed(self, new, now=None):
        policy = getattr(self, "policy", None)
        set_attributes(self, new, now)
        if "Policy" not in new:
            self.policy = policy

    Queue.BASE_ATTRIBUTES = Queue.BASE_ATTRIBUTES + ["RedriveAllowPolicy"]
    Queue.redrive_allow_policy = None
    Queue.attributes = property(given)
    Queue._set_attributes = changed


def composite_alarms_are_alarms():
    if not hasattr(CloudWatchResponse, "put_composite_alarm"):
        CloudWatchResponse.put_composite_alarm = CloudWatchResponse.put_metric_alarm


def kafka_clusters_are_there():
    """A cluster of MSK is active at once, has the ARN that AWS gives it, what it was made with, and brokers."""
    cluster = kafka.FakeKafkaCluster
    backend = kafka.KafkaBackend
    init = cluster.__init__
    create = backend.create_cluster_v2

    def active(self, *arguments, **options):
        options["state"] = "ACTIVE"
        init(self, *arguments, **options)

    def arn(self):
        return f"arn:aws:kafka:{self.region_name}:{self.account_id}:cluster/{self.cluster_name}/{self.cluster_id}-1"

    def described(describe):
        def answer(self, cluster_arn):
            if cluster_arn not in self.clusters:
                raise NotFoundException("cluster not found")
            found = describe(self, cluster_arn)
            for part in (found, found.get("provisioned") or {}):
                software = part.get("currentBrokerSoftwareInfo") or {}
                if software.get("configurationArn") == "string":
                    part["currentBrokerSoftwareInfo"] = {"kafkaVersion": software["kafkaVersion"]}
            return found

        return answer

    def created(self, cluster_name, tags, provisioned, serverless):
        answer = create(self, cluster_name, tags, provisioned, serverless)
        if provisioned:
            made = self.clusters[answer[0]]
            for key in ("encryptionInfo", "clientAuthentication", "loggingInfo", "configurationInfo"):
                setattr(made, camelcase_to_underscores(key), provisioned.get(key))
        return answer

    def brokers(self):
        address = "b-1.kafka.example:9098"
        return json.dumps({"bootstrapBrokerStringSaslIam": address, "bootstrapBrokerStringTls": address})

    cluster.__init__ = active
    cluster._generate_arn = arn
    backend.describe_cluster = described(backend.describe_cluster)
    backend.describe_cluster_v2 = described(backend.describe_cluster_v2)
    backend.create_cluster_v2 = created
    KafkaResponse.get_bootstrap_brokers = brokers


def ecs_services_keep_their_fields():
    fields = {
        "capacityProviderStrategy": None,
        "enableExecuteCommand": False,
        "availabilityZoneRebalancing": "DISABLED",
        "deploymentConfiguration": None,
        "healthCheckGracePeriodSeconds": None,
        "enableECSManagedTags": False,
    }
    create = EC2ContainerServiceResponse.create_service

    def created(self):
        answer = create(self)
        service = answer.result["service"] if hasattr(answer, "result") else answer._result["service"]
        for key, otherwise in fields.items():
            value = self._get_param(key)
            value = otherwise if value is None else value
            if value is not None:
                setattr(service, camelcase_to_underscores(key).replace("e_c_s", "ecs"), value)
        if self._get_param("capacityProviderStrategy"):
            service.launch_type = None
        return answer

    EC2ContainerServiceResponse.create_service = created


def functions_keep_their_fields():
    """A function has its dead letter queue and its log."""
    init = LambdaFunction.__init__
    configuration = LambdaFunction.get_configuration
    fields = ("DeadLetterConfig", "LoggingConfig")

    def made(self, account_id, spec, *arguments, **options):
        init(self, account_id, spec, *arguments, **options)
        self.kept_fields = {key: spec[key] for key in fields if spec.get(key)}

    def given(self, *arguments, **options):
        found = configuration(self, *arguments, **options)
        found.update(getattr(self, "kept_fields", {}))
        return found

    LambdaFunction.__init__ = made
    LambdaFunction.get_configuration = given


def rules_from_groups_have_descriptions():
    SecurityGroupRule.description = property(
        lambda rule: rule.ip_range.get("Description") or rule.source_group.get("Description")
    )


def tasks_run_and_say_why_they_stopped():
    """A task may have its memory for all containers together. One that has stopped has a code for why: somebody stopped it, or its
    container ended."""
    backend = EC2ContainerServiceBackend
    needed = backend._calculate_task_resource_requirements
    stop = backend.stop_task

    def needed_of_instances(definition):
        if all("memory" in one or "memoryReservation" in one for one in definition.container_definitions):
            return needed(definition)
        return {"CPU": 0, "MEMORY": 0, "PORTS": [], "PORTS_UDP": []}

    def stopped(self, *arguments, **options):
        task = stop(self, *arguments, **options)
        task.stopped_by_hand = True
        return task

    def stop_code(self):
        if self.last_status != "STOPPED":
            return None
        return "UserInitiated" if getattr(self, "stopped_by_hand", False) else "EssentialContainerExited"

    backend._calculate_task_resource_requirements = staticmethod(needed_of_instances)
    backend.stop_task = stopped
    Task.stop_code = property(stop_code)


def buckets_deny_nothing_by_conditions():
    """A bucket's policy forbids only what it forbids without a condition: moto looks at no condition, and would refuse everything
    where a policy demands TLS."""

    def permission(self, action, resource):
        statements = json.loads(self.policy)["Statement"] if self.policy else []
        unconditional = [one for one in statements if one["Effect"] != "Deny" or not one.get("Condition")]
        if not unconditional:
            return PermissionResult.NEUTRAL
        policy = json.dumps({"Version": "2012-10-17", "Statement": unconditional})
        return IAMPolicy(policy).is_action_permitted(action, resource)

    FakeBucket.get_permission = permission


for mended in (
    ec2_answers_one_request_after_the_other,
    scaling_targets_have_tags,
    queues_keep_their_attributes,
    composite_alarms_are_alarms,
    kafka_clusters_are_there,
    ecs_services_keep_their_fields,
    tasks_run_and_say_why_they_stopped,
    functions_keep_their_fields,
    rules_from_groups_have_descriptions,
    buckets_deny_nothing_by_conditions,
):
    mended()

main(sys.argv[1:])
