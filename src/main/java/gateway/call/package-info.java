/** The operations of the HTTP interface, as pages call them: through the same routes, without the way by HTTP. */
package gateway.call;
