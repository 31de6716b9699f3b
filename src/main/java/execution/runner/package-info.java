/**
 * The contract between the service and whatever runs a job: the routes {@code direct:run-<runner>}, {@code find-},
 * {@code stop-} and {@code describe-}, and the answers that these routes may give. The operator guide describes the
 * contract, and the test {@code RunnerContract} runs a runner through it. The packages {@code ecs}, {@code lambda} and
 * {@code process} are runners that the service comes with.
 */
package execution.runner;
