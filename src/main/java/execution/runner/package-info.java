/**
 * The contract with whatever runs a job: {@code direct:run-<runner>}, {@code find-}, {@code stop-} and {@code describe-}, and the
 * words that these routes may answer with. The runner that is shipped is in {@code ecs}.
 */
package execution.runner;
