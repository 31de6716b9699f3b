package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import execution.catalogue.Catalogue;
import execution.catalogue.RequestSchema;
import execution.catalogue.TaskFile;
import execution.model.PartitionPlan;
import java.util.Optional;

/** Checks a job event against the file of its task. */
final class TaskRules {

    private static final String REQUEST = "request";

    private final Catalogue catalogue;

    TaskRules(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Tells whether the job has a file, whether or not the file can be used. */
    boolean isTask(String job) {
        return catalogue.find(job).isPresent() || catalogue.unusable(job).isPresent();
    }

    /** Gives what the job has that its event leaves out. */
    JobDefaults defaults(String job) {
        return task(job).map(JobDefaults::of).orElseGet(JobDefaults::withoutFile);
    }

    /**
     * Adds what is wrong with those fields of which a task's file says what they may be.
     *
     * @param event has any form that its schema in openapi.yaml may have refused
     */
    void check(FieldErrors errors, JsonNode event) {
        String job = event.path("job_name").textValue();
        checkRequest(errors, event, job);
        int mostUrgent = task(job)
                .map(TaskFile::priority)
                .orElse(TaskFile.Priority.DEFAULT)
                .most();
        if (errors.isFine("priority") && event.path("priority").asInt(0) > mostUrgent) {
            errors.add("priority", "must be at most " + mostUrgent + " for this job");
        }
        boolean isPartitioned = event.hasNonNull(PartitionRequest.FIELD);
        if (isPartitioned
                && errors.isFine("max_attempts")
                && event.path("max_attempts").asInt(1) != 1) {
            errors.add("max_attempts", "must be 1 or left out beside partitions, whose attempts are those of a part");
        }
        if (isPartitioned && job != null && errors.isFine("job_name") && !isUnusable(job)) {
            checkParts(errors, event.path("job_runner").asText(defaults(job).runner()), task(job));
        }
        task(job).ifPresent(task -> {
            JsonNode of = isPartitioned ? event.path(PartitionRequest.FIELD) : event;
            String path = isPartitioned ? PartitionRequest.FIELD + "." : "";
            JobDefaults most = JobDefaults.of(task);
            atMost(
                    errors,
                    of,
                    path,
                    "timeout_seconds",
                    most.timeoutSeconds(),
                    task.limits().running());
            atMost(
                    errors,
                    of,
                    path,
                    isPartitioned ? "attempts" : "max_attempts",
                    most.maxAttempts(),
                    task.attempts().most());
        });
    }

    private static void checkParts(FieldErrors errors, String runner, Optional<TaskFile> task) {
        if (PartitionPlan.FLEET.equals(runner)) {
            if (task.map(TaskFile::worker).isEmpty()) {
                errors.add("job_name", "has no file that says how a worker runs its parts");
            }
        } else if (task.filter(file -> !file.container().wrapper()).isPresent()) {
            errors.add("job_name", "has a container without the wrapper, which runs a part in a task of its own");
        }
    }

    /**
     * Refuses a job whose file cannot be used. A shipped file of the same name does not stand in for it, because the
     * operator meant another task by that name.
     *
     * @throws ProblemException with status 503, as only the operator can help
     */
    void refuseUnusable(String job) {
        if (catalogue.unusable(job).isPresent()) {
            throw ProblemException.unavailable("the file of the task " + job
                    + " cannot be used until its errors are corrected; GET /tasks/" + job + " names them");
        }
    }

    private Optional<TaskFile> task(String job) {
        return job == null ? Optional.empty() : catalogue.find(job);
    }

    private void checkRequest(FieldErrors errors, JsonNode event, String job) {
        if (job == null || !errors.isFine("job_name") || !errors.isFine(REQUEST) || isUnusable(job)) {
            return;
        }
        Optional<RequestSchema> schema = catalogue.request(job);
        boolean isThere = event.hasNonNull(REQUEST);
        if (schema.isEmpty() && isThere) {
            errors.add(REQUEST, "must be left out, because this job takes no request");
        } else if (schema.isPresent() && !isThere) {
            errors.add(REQUEST, "is required");
        } else if (isThere) {
            schema.orElseThrow()
                    .check(event.get(REQUEST))
                    .forEach(problem -> errors.add(REQUEST + problem.path(), problem.problem()));
        }
    }

    private boolean isUnusable(String job) {
        return catalogue.unusable(job).isPresent();
    }

    /** A limit of the file, where there is one, also bounds what an event asks for. */
    private static void atMost(
            FieldErrors errors, JsonNode object, String path, String field, long most, Object limit) {
        if (limit != null && errors.isFine(path + field) && object.path(field).asLong(0) > most) {
            errors.add(path + field, "must be at most " + most + " for this job");
        }
    }
}
