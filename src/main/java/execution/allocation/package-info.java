/**
 * Lets pending executions go on while their tenant has a free slot for the runner. The urgent ones go first, and so do
 * those that have waited for long.
 */
package execution.allocation;
