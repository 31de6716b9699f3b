/**
 * What an execution is: its job, its states and how it may move between them. Immutable values and pure functions; it
 * uses no other package of the service and no AWS client.
 */
package execution.model;
