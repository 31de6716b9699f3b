/** What operators see of the service: why it refuses to start, and how a stage calls a route of theirs. */
package execution.operations;
