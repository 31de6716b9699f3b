/**
 * What every request passes before it is routed: the check that it asks for an operation, the list of operations with
 * whose token each takes, and the answers that the server gives without a route. Uses nothing of the service.
 */
package execution.http;
