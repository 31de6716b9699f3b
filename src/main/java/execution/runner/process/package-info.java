/**
 * The runner {@code process}: each task is a process of the machine that the service runs on, under the wrapper. It is
 * there only where {@code execution.process.enabled} is true.
 */
package execution.runner.process;
