/** Publishes every status change, in order and at least once, from the history on the row. */
package execution.publication;
