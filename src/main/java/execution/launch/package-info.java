/** From an allocated execution to a launched task: what the launch needs is prepared, and the runner is called. */
package execution.launch;
