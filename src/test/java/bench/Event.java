package bench;

import execution.model.Digests;
import execution.model.ExecutionKey;
import java.util.UUID;
import local.Names;

/** A job event of about the size that real ones have, for a task that ends at once. */
record Event(String tenant, String jitEventId, String executionId) {

    static Event next(String tenant) {
        var id = UUID.randomUUID().toString();
        return new Event(tenant, id, Digests.id(id));
    }

    ExecutionKey key() {
        return new ExecutionKey(tenant, jitEventId, executionId);
    }

    /** What the first attempt is called when it is launched. */
    String attemptId() {
        return Digests.id(tenant, jitEventId, executionId) + "-1";
    }

    String json(String asset) {
        return """
                {
                  "jit_event_id": "%s",
                  "execution_id": "%s",
                  "jit_event_name": "pull_request_created",
                  "asset_id": "%s",
                  "plan_slug": "plan-mvs",
                  "plan_item_slug": "item-code-vulnerability",
                  "workflow_slug": "workflow-sast",
                  "job_name": "%s",
                  "job_runner": "ecs",
                  "control_name": "Run Bandit",
                  "control_image": "ghcr.io/example/control-bandit-slim:latest",
                  "steps": [
                    {
                      "name": "Run Bandit",
                      "uses": "ghcr.io/example/control-bandit-slim:latest",
                      "params": {"args": "-r /code -f json -q -ll -iii"}
                    }
                  ],
                  "additional_attributes": {
                    "owner": "example",
                    "user_vendor_name": "example",
                    "original_repository": "execution-service",
                    "user_vendor_id": "62615683",
                    "languages": ["python", "any"],
                    "pull_request_number": "22",
                    "installation_id": "24915845",
                    "commits": {
                      "head_sha": "d3ee6efdf02df6fbfef28f916c359b23e9131c1a",
                      "base_sha": "045f333e854d65ba6aa04c9a27b8386a377455f4"
                    }
                  }
                }
                """
                .formatted(jitEventId, executionId, asset, Names.INSTANT_FAMILY);
    }
}
