/** Keeps partitioned jobs and the blocks of their parts in the executions table. */
package execution.store.parts;
