/** The pages about executions: the list, one execution, and what may be done with it. */
package gateway.execution;
