/** What whoever runs the service sees of it: what stops a start, and how routes are loaded anew. */
package execution.operations;
