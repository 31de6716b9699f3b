/**
 * The runner {@code worker}: a task is a job that a worker of the standing fleet takes from a queue and runs under the
 * wrapper. The queue may deliver a job more than once, so the row of the execution says which run does the work.
 */
package execution.runner.worker;
