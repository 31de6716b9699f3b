/**
 * From an allocated execution to a task and back: preparing the launch, calling the runner, following the task's states, and
 * stopping it.
 */
package execution.dispatch;
