/** Lets pending executions go on while their tenant has a free slot for the runner, oldest first. */
package execution.allocation;
