/**
 * What came of the records: the counts and latencies, the progress in the log and in metrics, the verification that
 * reads the records back, and the summary at the end.
 */
package producer.report;
