/**
 * The parts of a partitioned job: what is known of each, packed into blocks, and what may follow. Nothing here calls
 * AWS.
 */
package execution.parts;
