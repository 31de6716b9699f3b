/**
 * Keeps what ended executions were for longer than their rows: before a row expires, its JSON is put into a bucket of
 * S3.
 */
package execution.archive;
