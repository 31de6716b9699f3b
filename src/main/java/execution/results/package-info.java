/**
 * Reads the archives that tasks leave in the bucket, has the task's parser read them, and publishes what the parser
 * found.
 */
package execution.results;
