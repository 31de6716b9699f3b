/**
 * What the embedded platform shows of the service where nothing is installed: a collector of traces, a reader of its
 * metrics, and the page that shows both.
 */
package local.observability;
