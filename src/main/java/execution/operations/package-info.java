/** What operators see of the service: why it refuses to start, and how changed routes are loaded while it runs. */
package execution.operations;
