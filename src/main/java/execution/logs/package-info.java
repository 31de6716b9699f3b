/**
 * What tasks printed: read from CloudWatch Logs or a file, by page or followed line by line, or, where the platform's
 * log is gone, the end of the output that the wrapper kept.
 */
package execution.logs;
