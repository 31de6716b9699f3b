/**
 * What every request passes before it is routed: the operations that there are, who may call them, and the answers that the
 * server gives by itself. Uses nothing of the service.
 */
package execution.http;
