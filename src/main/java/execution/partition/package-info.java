/**
 * Partitioned jobs: an input is split into parts, the parts are sent to the fleet by turns, workers claim and report
 * them, and their values are put together. Any instance takes the next turn of any job; the table has all that is
 * known.
 */
package execution.partition;
