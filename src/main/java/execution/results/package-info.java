/** Reads the archives that tasks leave in the bucket, hands them to the task's parser and publishes what it found. */
package execution.results;
